import Wellclient

let simulator = try Simulator()  // a CTI server in this process: no call center is needed
let client = try Client(ClientOptions(noProxy: true))
let session = try client.session(simulator.environment())

let established = session.events("established")  // subscribed from here on
try await session.agentLogin(LoginRequest(jobNumber: "5001", password: "123456", domain: "test.cc", ext: "8001"))
let call = try await session.makeCall("13800000000")
for await event in established {
    print("talking:", event.body.established?.answering ?? "nobody")
    break
}
print(session.snapshot().calls.map(\.callId) == [call])
try await session.dropConnection(call)
try await session.logout()

try await client.close()
try simulator.stop()
