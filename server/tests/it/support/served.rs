//! `aperiodic serve` as a process.

use std::{process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{Room, Web};

pub struct Served {
    child: Child,
    pub origin: String,
}

impl Served {
    /// Starts it and waits until it takes connections. Its log is in the room.
    pub async fn start(room: &Room) -> Self {
        let log = std::fs::File::options().create(true).append(true).open(room.path("serve.log")).unwrap();
        let mut child = room.command(&["serve"]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(Duration::from_mins(1), lines.next_line()).await.unwrap().unwrap();
        let line = line.unwrap_or_else(|| panic!("{}", std::fs::read_to_string(room.path("serve.log")).unwrap()));
        let origin = line.strip_prefix("Aperiodic is at ").unwrap().split("/ (").next().unwrap().to_owned();
        // Its output has to go on being read, or a full pipe would stop it.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, origin }
    }

    pub fn web(&self, token: &str) -> Web {
        Web::new(&self.origin, token)
    }

    /// SIGKILL: no chance to clean up.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM; gives the exit code.
    pub async fn terminate(mut self) -> i32 {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        self.child.wait().await.unwrap().code().unwrap_or(-1)
    }
}
