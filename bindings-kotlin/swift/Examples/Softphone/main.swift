// A telephone: logs in, calls a number, shows what happens, and hangs up.
//
//     swift run Softphone http://127.0.0.1:8080 13800000000
//
// Without a URL it calls a customer of the simulator's.

import Foundation
import Wellclient

let arguments = Array(CommandLine.arguments.dropFirst())
let simulator = arguments.isEmpty ? try Simulator() : nil
let url = simulator?.baseUrl ?? arguments[0]
let number = arguments.count > 1 ? arguments[1] : "13800000000"

let client = try Client(ClientOptions(noProxy: true))
let session = try client.session(.custom(url))
let established = session.events("established")
let shown = Task { [events = session.events()] in
    for await event in events { print(event.raw) }
}

do {
    try await session.agentLogin(
        LoginRequest(jobNumber: "5001", password: "123456", domain: "test.cc", ext: "8001"))
    let call = try await session.makeCall(number)
    for await event in established where event.callId == call { break }
    print("talking:", session.snapshot().calls.map(\.callId))
    try await session.dropConnection(call)
    try await session.logout()
} catch let error as CommandError {
    print("refused: \(error.reason.english) (\(error.reason.chinese))")
}

await session.close()
await shown.value
try await client.close()
