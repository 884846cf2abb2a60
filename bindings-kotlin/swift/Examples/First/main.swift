import Wellclient

let simulator = try Simulator()  // a CTI server in this process: no call center is needed
let client = try Client(ClientOptions(noProxy: true))
let options = SessionOptions(environment: try simulator.environment(), settings: Settings(autoAnswer: false))
let session = try client.session(options)

let events = session.events()  // subscribed from here on
try await session.agentLogin(LoginRequest(jobNumber: "5001", password: "123456", domain: "test.cc", ext: "8001"))
let made = try await session.makeCall("13800000000")
for try await event in events {
    // Other telephones ring too, such as the one that this agent calls.
    if let ringing = event.body.delivered, ringing.isOwn {
        try await session.answerCall(ringing.call.callId)
    } else if let talking = event.body.established {
        print("talking:", talking.answeringDevice)
        try await session.dropConnection(talking.call.callId)
    } else if let cleared = event.body.callCleared, cleared.isOwn {
        if cleared.callId != made { break }
        try simulator.control(#"{"do":"call_in","from":"13900000000","to":"8001"}"#)  // somebody calls
    }
}
try await session.logout()

try await client.close()
try simulator.stop()
