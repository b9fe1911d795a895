//! A folder with a database and a site of its own, and the binary run in it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

/// One product, one release, two regions: enough where the number does not matter.
pub const SMALL: &str = r#"
[ec2]
home_region = "us-east-1"

[groups]
cloud-sig = ["approver"]
releng = ["release_engineer"]

[approvals.routine]
approvals = 1

[approvals.emergency]
approvals = 2

[[releases]]
version = "43"
end_of_life = "2026-12-09"

[[products]]
id = "cloud-base"
name = "Fedora Cloud Base"
ami_name = "Fedora-Cloud-Base-AmazonEC2.{arch}-{release}-{version}"

[[products.selectors]]
label = "Amazon EC2"
variants = ["Cloud"]
subvariants = ["Cloud_Base"]
types = ["raw-xz"]
formats = ["raw.xz"]
channel = "ec2"

[[products.selectors]]
label = "Generic (qcow2)"
variants = ["Cloud"]
subvariants = ["Cloud_Base"]
types = ["qcow2"]

[[regions]]
id = "us-east-1"

[[regions]]
id = "eu-west-1"
"#;

/// The regions of [`SMALL`].
pub const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];

pub struct Room {
    dir: TempDir,
    env: BTreeMap<String, String>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Room {
    /// With the built-in configuration of Fedora.
    pub fn fedora() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut room = Self { env: BTreeMap::new(), dir };
        room.set("APERIODIC_DATABASE__URL", &format!("sqlite:{}", room.path("aperiodic.db").display()));
        room.set("APERIODIC_SITE__DIR", &room.path("site").display().to_string());
        for (key, value) in [
            ("HTTP__LISTEN", "127.0.0.1:0"),
            ("EC2__ENDPOINT", "http://127.0.0.1:1"),
            ("EC2__ACCESS_KEY", "test"),
            ("EC2__SECRET_KEY", "test"),
            ("EC2__POLL_SECONDS", "0.05"),
            ("WORKER__RETRY_SECONDS", "0.05"),
            ("WORKER__LEASE_SECONDS", "3"),
        ] {
            room.set(&format!("APERIODIC_{key}"), value);
        }
        room
    }

    /// With [`SMALL`].
    pub fn small() -> Self {
        let mut room = Self::fedora();
        room.configure(SMALL);
        room
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub fn set(&mut self, key: &str, value: &str) {
        self.env.insert(key.to_owned(), value.to_owned());
    }

    pub fn unset(&mut self, key: &str) {
        self.env.remove(key);
    }

    pub fn configure(&mut self, text: &str) {
        let file = self.path("aperiodic.toml");
        std::fs::write(&file, text).unwrap();
        self.set("APERIODIC_CONFIG", &file.display().to_string());
    }

    /// The binary, with nothing of the tests' own environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aperiodic"));
        command.args(args).env_clear().envs(&self.env).current_dir(self.dir()).stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    pub async fn run(&self, args: &[&str]) -> Outcome {
        let output = self.command(args).output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        assert!(output.status.code().is_some(), "{args:?} was ended: {output:?}");
        Outcome { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Makes a token for a person of this role.
    pub async fn token(&self, user: &str, role: &str) -> String {
        self.run(&["token", "create", "--user", user, "--role", role]).await.ok().trim().to_owned()
    }

    /// Imports a compose as `rita`; gives the aliases.
    pub async fn import(&self, compose: &Path) -> Vec<String> {
        let location = compose.display().to_string();
        let json = self.run(&["import", &location, "--json", "--as", "rita"]).await.json();
        assert_eq!(json["created"], true);
        json["updates"].as_array().unwrap().iter().map(|update| update["alias"].as_str().unwrap().to_owned()).collect()
    }

    /// Every file and folder below, by its path from there, sorted; links are named as such.
    pub fn tree(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        tree(&self.path(name), "", &mut found);
        found.sort();
        found
    }
}

/// Whether a file's name has this ending.
pub fn ends(name: &str, ending: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found == ending)
}

fn tree(dir: &Path, prefix: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            tree(&entry.path(), &format!("{name}/"), found);
        } else {
            found.push(name);
        }
    }
}

impl Outcome {
    /// Standard output of a command that went well.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.out
    }

    #[track_caller]
    pub fn json(self) -> Value {
        serde_json::from_str(&self.ok()).unwrap()
    }

    /// The error of a command that was refused, with its exit code.
    #[track_caller]
    pub fn refused(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.out, "", "a refusal prints nothing to standard output");
        self.err
    }
}
