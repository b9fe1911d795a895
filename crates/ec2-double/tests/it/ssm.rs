use serde_json::json;

use crate::support::{HOME, World, quick};

#[tokio::test]
async fn parameters_are_written_once_unless_overwritten() {
    let world = World::start(quick()).await;
    let put = async |value: &str, overwrite: bool| {
        let body = json!({"Name": "/f/44", "Value": value, "Type": "String", "Overwrite": overwrite});
        world.ssm(HOME, "PutParameter", &body).await
    };
    assert_eq!(put("one", false).await.value()["Version"], 1);
    assert_eq!(put("two", false).await.field("__type"), "ParameterAlreadyExists");
    assert_eq!(put("two", true).await.value()["Version"], 2);
    assert_eq!(world.double().parameter(HOME, "/f/44").as_deref(), Some("two"));
    assert_eq!(world.double().parameter("eu-west-1", "/f/44"), None);
    let reply = world.ssm(HOME, "GetParameter", &json!({"Name": "/f/44"})).await;
    assert_eq!(reply.value()["Parameter"]["Value"], "two");
    let reply = world.ssm(HOME, "GetParameter", &json!({"Name": "/f/45"})).await;
    assert_eq!((reply.status, reply.field("__type").as_str()), (400, "ParameterNotFound"));
}

#[tokio::test]
async fn parameters_are_listed_by_path_and_deleted() {
    let world = World::start(quick()).await;
    for name in ["/f/a", "/f/b", "/f/c/d", "/fx/e"] {
        let body = json!({"Name": name, "Value": "v", "Type": "String"});
        world.ssm(HOME, "PutParameter", &body).await.is_ok();
    }
    let names = async |body| {
        let value = world.ssm(HOME, "GetParametersByPath", &body).await.value();
        let all = value["Parameters"].as_array().unwrap();
        let names = all.iter().map(|p| p["Name"].as_str().unwrap().to_owned());
        (names.collect::<Vec<_>>(), value["NextToken"].clone())
    };
    assert_eq!(names(json!({"Path": "/f/"})).await.0, ["/f/a", "/f/b"]);
    let (page, token) = names(json!({"Path": "/f", "Recursive": true, "MaxResults": 2})).await;
    assert_eq!(page, ["/f/a", "/f/b"]);
    let (page, token) = names(json!({"Path": "/f", "Recursive": true, "NextToken": token})).await;
    assert_eq!(page, ["/f/c/d"]);
    assert!(token.is_null());
    let reply = world.ssm(HOME, "DeleteParameters", &json!({"Names": ["/f/a", "/f/z"]})).await;
    assert_eq!(reply.value(), json!({"DeletedParameters": ["/f/a"], "InvalidParameters": ["/f/z"]}));
    let reply = world.ssm(HOME, "GetParameters", &json!({"Names": ["/f/a", "/f/b"]})).await;
    assert_eq!(reply.value()["InvalidParameters"], json!(["/f/a"]));
}

#[tokio::test]
async fn wrong_parameters_are_refused() {
    let world = World::start(quick()).await;
    let code = async |body| world.ssm(HOME, "PutParameter", &body).await.field("__type");
    let named = |name: &str| json!({"Name": name, "Value": "v", "Type": "String"});
    assert_eq!(code(named("/aws/service/x")).await, "AccessDeniedException");
    assert_eq!(code(named("f/44")).await, "ValidationException");
    assert_eq!(code(named("/f/ü")).await, "ValidationException");
    assert_eq!(code(json!({"Name": "/f", "Value": "v"})).await, "ValidationException");
    assert_eq!(code(json!({"Name": "/f"})).await, "SerializationException");
    let tags = json!({"Name": "/f", "Value": "v", "Type": "String", "Overwrite": true, "Tags": [{}]});
    assert_eq!(code(tags).await, "ValidationException");
    let reply = world.ssm(HOME, "Nothing", &json!({})).await;
    assert_eq!(reply.field("__type"), "UnknownOperationException");
}

/// AWS accepts the call and drops the value afterwards.
#[tokio::test]
async fn an_image_parameter_must_be_an_image_of_the_region() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "image").await;
    let body = json!({"Name": "/f", "Value": image, "Type": "String", "DataType": "aws:ec2:image"});
    world.ssm(HOME, "PutParameter", &body).await.is_ok();
    world.ssm("eu-west-1", "PutParameter", &body).await.is_ok();
    assert_eq!(world.double().parameter(HOME, "/f"), Some(image));
    assert_eq!(world.double().parameter("eu-west-1", "/f"), None);
}
