//! What the server sends: 256 calls, 1024 events of some 950 bytes, in frames of some 1,140.

/// How many calls there are.
pub const CALLS: u64 = 256;

/// The events of one inbound call as the server sends them, with what differs filled in.
fn call(number: u64) -> [String; 4] {
    let id = format!("6aee1dda-d4a2-4d3c-8fab-{number:012x}");
    let outside = "13800000000@test.cc";
    let event = |step: u64, name: &str, device: &str, fields: &str| {
        let serial = 100_000 + number * 8 + step;
        format!(
            concat!(
                r#"{{"eventName":"{name}","eventSrc":"8001@test.cc","eventTime":"2026.11.22 10:11:12","#,
                r#""eventType":"csta","serial":{serial},"params":{{"_amqpTopic":"event.csta.test.cc","#,
                r#""agent":"5001@test.cc","subscriptionId":"http%3A%2F%2Fsdkserver%3A58080%2Fevent-sink"}},"#,
                r#""_type":"component.cti.event.CallEvent","topics":["agent:5001@test.cc","extension","#,
                r#""crossRefId:4235","CtiWorker_ctiworker-57ubl","{name}","device:8001@test.cc","csta"],"#,
                r#""namespace":"test.cc","srcDeviceId":"8001@test.cc","callId":"{id}","#,
                r#""deviceId":"{device}","#,
                r#""localState":"Connect","connectionId":"{device}|{id}","cause":"NORMAL","#,
                r#""agentStatus":"OnCallIn","originCallInfo":{{"callId":"{id}","callingDevice":"{outside}","#,
                r#""calledDevice":"8001@test.cc"}},{fields}}}"#
            ),
            name = name,
            serial = serial,
            id = id,
            device = device,
            outside = outside,
            fields = fields,
        )
    };
    let ends = format!(
        concat!(
            r#""callingDevice":"{outside}","calledDevice":"8001@test.cc","trunkGroup":"1","#,
            r#""trunkMember":"7","split":"sales","userData":{{"customer":"42"}}"#
        ),
        outside = outside,
    );
    let cleared = |device: &str| format!(r#""releasingDevice":"{device}","hangupDevice":"{outside}""#);
    [
        event(
            1,
            "delivered",
            "8001@test.cc",
            &format!(r#""alertingDevice":"8001@test.cc",{ends}"#),
        ),
        event(
            2,
            "established",
            "8001@test.cc",
            &format!(r#""answeringDevice":"8001@test.cc",{ends}"#),
        ),
        event(3, "connectionCleared", outside, &cleared(outside)),
        event(4, "connectionCleared", "8001@test.cc", &cleared("8001@test.cc")),
    ]
}

/// The JSON of all events.
pub fn bodies() -> Vec<String> {
    bodies_of(CALLS)
}

/// Those of so many calls.
pub fn bodies_of(calls: u64) -> Vec<String> {
    (1..=calls).flat_map(call).collect()
}

/// A MESSAGE with this body.
pub fn frame(body: &str, number: usize) -> Vec<u8> {
    format!(
        "MESSAGE\ndestination:/topic/event.agent.*.5001@test_cc\n\
         content-type:application/json;charset=UTF-8\n\
         subscription:sub-0\nmessage-id:T_sub-0@@session-{number}\ncontent-length:{}\n\n{body}\0",
        body.len()
    )
    .into_bytes()
}

/// The same events as the frames of a broker.
pub fn frames() -> Vec<Vec<u8>> {
    frames_of(CALLS)
}

/// Those of so many calls.
pub fn frames_of(calls: u64) -> Vec<Vec<u8>> {
    let bodies = bodies_of(calls);
    let numbered = bodies.iter().enumerate();
    numbered.map(|(number, body)| frame(body, number)).collect()
}
