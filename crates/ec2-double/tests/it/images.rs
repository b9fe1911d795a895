use ec2_double::{Config, ImageState};

use crate::support::{HOME, World, quick};

#[tokio::test]
async fn a_registered_image_is_described() {
    let world = World::start(quick()).await;
    let snapshot = world.snapshot(HOME).await;
    let fields = format!(
        "Name=Fedora-44&Description=The+%3Cbest%3E&Architecture=arm64&RootDeviceName=/dev/sda1&VirtualizationType=hvm\
         &EnaSupport=true&BootMode=uefi&ImdsSupport=v2.0&BlockDeviceMapping.1.DeviceName=/dev/sda1\
         &BlockDeviceMapping.1.Ebs.SnapshotId={snapshot}&BlockDeviceMapping.1.Ebs.VolumeType=gp3\
         &BlockDeviceMapping.1.Ebs.VolumeSize=5&TagSpecification.1.ResourceType=image\
         &TagSpecification.1.Tag.1.Key=release&TagSpecification.1.Tag.1.Value=44"
    );
    let image = world.ec2(HOME, "RegisterImage", &fields).await.id("imageId");
    let reply = world.ec2(HOME, "DescribeImages", &format!("ImageId.1={image}")).await;
    let (_, set) = reply.text.split_once("<imagesSet>").unwrap();
    let set = set.replace(&image, "AMI").replace(&snapshot, "SNAP").replace("><", ">\n<");
    let created = reply.element("creationDate").unwrap().to_owned();
    assert!(created.starts_with("2026-11-23T12:00:0"), "{created}");
    insta::assert_snapshot!(set.replace(&created, "CREATED"), @r#"
    <item>
    <imageId>AMI</imageId>
    <imageLocation>123456789012/Fedora-44</imageLocation>
    <imageState>available</imageState>
    <imageOwnerId>123456789012</imageOwnerId>
    <creationDate>CREATED</creationDate>
    <isPublic>false</isPublic>
    <architecture>arm64</architecture>
    <imageType>machine</imageType>
    <name>Fedora-44</name>
    <description>The &lt;best&gt;</description>
    <rootDeviceType>ebs</rootDeviceType>
    <rootDeviceName>/dev/sda1</rootDeviceName>
    <blockDeviceMapping>
    <item>
    <deviceName>/dev/sda1</deviceName>
    <ebs>
    <snapshotId>SNAP</snapshotId>
    <volumeSize>5</volumeSize>
    <volumeType>gp3</volumeType>
    <deleteOnTermination>true</deleteOnTermination>
    <encrypted>false</encrypted>
    </ebs>
    </item>
    </blockDeviceMapping>
    <virtualizationType>hvm</virtualizationType>
    <hypervisor>xen</hypervisor>
    <enaSupport>true</enaSupport>
    <bootMode>uefi</bootMode>
    <imdsSupport>v2.0</imdsSupport>
    <platformDetails>Linux/UNIX</platformDetails>
    <usageOperation>RunInstances</usageOperation>
    <tagSet>
    <item>
    <key>release</key>
    <value>44</value>
    </item>
    </tagSet>
    </item>
    </imagesSet>
    </DescribeImagesResponse>
    "#);
}

#[tokio::test]
async fn names_of_registered_images_are_unique_until_deregistered() {
    let world = World::start(quick()).await;
    let first = world.image(HOME, "only").await;
    let snapshot = world.snapshot(HOME).await;
    world.register(HOME, "only", &snapshot).await.is_refused("InvalidAMIName.Duplicate");
    // Another region does not mind.
    world.image("eu-west-1", "only").await;
    world.ec2(HOME, "DeregisterImage", &format!("ImageId={first}")).await.is_ok();
    world.register(HOME, "only", &snapshot).await.is_ok();
}

#[tokio::test]
async fn wrong_registrations_are_refused() {
    let world = World::start(quick()).await;
    let open = world.open_snapshot(HOME).await;
    world.register(HOME, "open", &open).await.is_refused("IncorrectState");
    let none = "snap-00000000000000001";
    world.register(HOME, "none", none).await.is_refused("InvalidSnapshot.NotFound");
    world.register(HOME, "none", "snap-x").await.is_refused("InvalidSnapshotID.Malformed");
    world.register(HOME, "a*b", &open).await.is_refused("InvalidAMIName.Malformed");
    world.ec2(HOME, "RegisterImage", "").await.is_refused("MissingParameter");
    let done = world.snapshot(HOME).await;
    let at = |rest: &str| {
        format!("Name=abc&BlockDeviceMapping.1.DeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.SnapshotId={done}&{rest}")
    };
    let reply = world.ec2(HOME, "RegisterImage", &at("Architecture=vax")).await;
    reply.is_refused("InvalidParameterValue");
    let reply = world.ec2(HOME, "RegisterImage", &at("RootDeviceName=/dev/sda1")).await;
    reply.is_refused("InvalidBlockDeviceMapping");
    let small = at("RootDeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.VolumeSize=0");
    world.ec2(HOME, "RegisterImage", &small).await.is_refused("InvalidBlockDeviceMapping");
    assert!(world.double().images(HOME).is_empty());
}

#[tokio::test]
async fn a_registered_image_may_be_pending_for_a_while() {
    let config = Config { register_describes: 1, ..quick() };
    let world = World::start(config).await;
    let image = world.image(HOME, "slow").await;
    world.publish(HOME, &image).await.is_refused("InvalidAMIID.Unavailable");
    let fields = format!("ImageId.1={image}");
    let reply = world.ec2(HOME, "DescribeImages", &fields).await;
    assert_eq!(reply.element("imageState"), Some("pending"));
    let reply = world.ec2(HOME, "DescribeImages", &fields).await;
    assert_eq!(reply.element("imageState"), Some("available"));
    assert_eq!(world.double().images(HOME)[0].state, ImageState::Available);
}

#[tokio::test]
async fn filters_and_owners_choose() {
    let world = World::start(quick()).await;
    let tagged = world.image(HOME, "Fedora-44-x").await;
    world.image(HOME, "Fedora-45-x").await;
    let tag = format!("ResourceId.1={tagged}&Tag.1.Key=release&Tag.1.Value=44");
    world.ec2(HOME, "CreateTags", &tag).await.is_ok();
    let count = async |fields: &str| {
        let reply = world.ec2(HOME, "DescribeImages", fields).await;
        reply.is_ok();
        reply.text.matches("<imageId>").count()
    };
    assert_eq!(count("Owner.1=self").await, 2);
    assert_eq!(count("Owner.1=123456789012").await, 2);
    assert_eq!(count("Owner.1=amazon").await, 0);
    assert_eq!(count("Filter.1.Name=tag:release&Filter.1.Value.1=44").await, 1);
    assert_eq!(count("Filter.1.Name=name&Filter.1.Value.1=Fedora-*").await, 2);
    assert_eq!(count("Filter.1.Name=name&Filter.1.Value.1=no&Filter.1.Value.2=Fedora-45-x").await, 1);
    assert_eq!(count("Filter.1.Name=is-public&Filter.1.Value.1=true").await, 0);
    let both = "Filter.1.Name=architecture&Filter.1.Value.1=x86_64&Filter.2.Name=state&Filter.2.Value.1=pending";
    assert_eq!(count(both).await, 0);
    world.publish(HOME, &tagged).await.is_ok();
    assert_eq!(count("ExecutableBy.1=all").await, 1);
    let reply = world.ec2(HOME, "DescribeImages", "Filter.1.Name=colour&Filter.1.Value.1=red").await;
    reply.is_refused("InvalidParameterValue");
}

#[tokio::test]
async fn pages_cover_everything_once() {
    let world = World::start(quick()).await;
    let mut made = Vec::new();
    for name in ["aaa", "bbb", "ccc", "ddd", "eee"] {
        made.push(world.image(HOME, name).await);
    }
    let (mut seen, mut token) = (Vec::new(), String::new());
    loop {
        let fields = format!("MaxResults=2&NextToken={token}");
        let reply = world.ec2(HOME, "DescribeImages", &fields).await;
        let ids = reply.text.split("<imageId>").skip(1);
        seen.extend(ids.map(|rest| rest[..21].to_owned()));
        match reply.element("nextToken") {
            Some(next) => next.clone_into(&mut token),
            None => break,
        }
    }
    made.sort();
    assert_eq!(seen, made);
    let reply = world.ec2(HOME, "DescribeImages", "NextToken=*").await;
    reply.is_refused("InvalidPaginationToken");
    world.ec2(HOME, "DescribeImages", "MaxResults=0").await.is_refused("InvalidParameterValue");
}

#[tokio::test]
async fn unknown_and_deregistered_ids_are_told_apart() {
    let world = World::start(quick()).await;
    let unknown = "ami-00000000000000001";
    world.publish(HOME, unknown).await.is_refused("InvalidAMIID.NotFound");
    world.publish(HOME, "ami-1").await.is_refused("InvalidAMIID.Malformed");
    let image = world.image(HOME, "gone").await;
    let fields = format!("ImageId={image}");
    world.ec2(HOME, "DeregisterImage", &fields).await.is_ok();
    world.ec2(HOME, "DeregisterImage", &fields).await.is_refused("InvalidAMIID.Unavailable");
    let reply = world.ec2(HOME, "DescribeImages", &format!("ImageId.1={image}")).await;
    reply.is_refused("InvalidAMIID.NotFound");
    // An image of another region is unknown here.
    let other = world.image("eu-west-1", "other").await;
    world.publish(HOME, &other).await.is_refused("InvalidAMIID.NotFound");
}

#[tokio::test]
async fn tags_are_bounded_and_all_or_nothing() {
    let world = World::start(quick()).await;
    let image = world.image(HOME, "tags").await;
    let fields = format!("ResourceId.1={image}&ResourceId.2=ami-00000000000000001&Tag.1.Key=a&Tag.1.Value=b");
    world.ec2(HOME, "CreateTags", &fields).await.is_refused("InvalidAMIID.NotFound");
    assert!(world.double().images(HOME)[0].tags.is_empty());
    let reserved = format!("ResourceId.1={image}&Tag.1.Key=aws:a&Tag.1.Value=b");
    world.ec2(HOME, "CreateTags", &reserved).await.is_refused("InvalidParameterValue");
    let many: Vec<_> = (1..=51).map(|n| format!("Tag.{n}.Key=k{n}")).collect();
    let many = format!("ResourceId.1={image}&{}", many.join("&"));
    world.ec2(HOME, "CreateTags", &many).await.is_refused("TagLimitExceeded");
    let tag = format!("ResourceId.1={image}&Tag.1.Key=a&Tag.1.Value=b");
    world.ec2(HOME, "CreateTags", &tag).await.is_ok();
    let fields = format!("Filter.1.Name=resource-id&Filter.1.Value.1={image}");
    let reply = world.ec2(HOME, "DescribeTags", &fields).await;
    assert_eq!((reply.element("key"), reply.element("value")), (Some("a"), Some("b")));
    assert_eq!(reply.element("resourceType"), Some("image"));
}
