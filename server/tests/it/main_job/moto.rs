//! The same against moto, as far as being public everywhere. `scripts/moto` starts it.

use axum::http::header;
use serde_json::json;

use super::{Job, check_complete, current, lacks, lacks::between, pages, regions};
use crate::support::{postgres, web::client};

fn moto() -> Option<String> {
    let url = std::env::var("APERIODIC_TEST_MOTO").ok();
    assert!(
        url.is_some() || !postgres::all(),
        "APERIODIC_TEST_ALL=1 needs APERIODIC_TEST_MOTO, the URL of a moto server"
    );
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn published_by_moto() {
    let Some(moto) = moto() else { return };
    let front = lacks::in_front_of(&moto).await;
    let job = Job::start(&front.url).await;
    let alias = job.import("20251023").await;
    job.publish(&alias, 240).await;
    let data = job.public("/data/v1/current.json").await.expect(200).json();
    assert_eq!(data["images"][0]["version"], "20251023.0");
    let amis = current(&data);
    check_complete(&amis);
    pages::check_serials(&job, &data["serial"]);
    for region in regions() {
        // Asked of moto itself, not of what stands in front of it.
        let own =
            [("Action", "DescribeImages"), ("Filter.1.Name", "tag:aperiodic:alias"), ("Filter.1.Value.1", &alias)];
        let images = ec2(&moto, region, &own).await;
        for (_, arch, id) in amis.iter().filter(|(at, ..)| at == region) {
            let item = images.split("</imageType>").find(|item| item.contains(id.as_str())).unwrap();
            assert_eq!(between(item, "<isPublic>", "</isPublic>"), Some("true"), "{region}");
            let name = format!("<name>Fedora-Cloud-Base-AmazonEC2.{arch}-43-20251023.0</name>");
            assert!(item.contains(&name), "{region}: {item}");
            let parameter = format!("/aperiodic/cloud-base/43/{arch}/latest");
            assert_eq!(ssm(&moto, region, &parameter).await, *id, "{region}");
        }
        assert_eq!(images.matches("<imageId>").count(), 2, "{region}: one for each architecture");
    }
    assert_eq!(job.served.terminate().await, 0);
}

fn signed(region: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=test/20251023/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

async fn ec2(moto: &str, region: &str, form: &[(&str, &str)]) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(form).append_pair("Version", "2016-11-15");
    let request = client().post(moto).header(header::AUTHORIZATION, signed(region, "ec2"));
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.finish());
    request.send().await.unwrap().text().await.unwrap()
}

async fn ssm(moto: &str, region: &str, name: &str) -> String {
    let request = client().post(moto).header(header::AUTHORIZATION, signed(region, "ssm"));
    let request = request.header("x-amz-target", "AmazonSSM.GetParameter").body(json!({ "Name": name }).to_string());
    let answer = request.send().await.unwrap().bytes().await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    answer["Parameter"]["Value"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}
