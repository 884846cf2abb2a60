// A telephone: logs in, calls a number, shows what happens, and hangs up.
//
//     swift run Softphone http://127.0.0.1:8080 13800000000
//
// Without a URL it calls a customer of the simulator's. Ctrl-C ends after the call, which it hangs up itself once
// somebody has answered; a second one hangs up at once. Nobody is left alone in a call.

import Dispatch
import Foundation
import Wellclient

let arguments = Array(CommandLine.arguments.dropFirst())
let simulator = arguments.isEmpty ? try Simulator() : nil
let url = simulator?.baseUrl ?? arguments[0]
let number = arguments.count > 1 ? arguments[1] : "13800000000"

let client = try Client(ClientOptions(noProxy: true))
let session = try client.session(.custom(url))
let calls = session.events(.established, .callCleared)
let shown = Task { [events = session.events()] in
    for try await event in events { print(event.raw) }
}

signal(SIGINT, SIG_IGN)
let (presses, pressed) = AsyncStream.makeStream(of: Void.self)
let ctrlC = DispatchSource.makeSignalSource(signal: SIGINT, queue: .main)
ctrlC.setEventHandler { pressed.yield() }
ctrlC.resume()
let hangingUp = Task { [session] in
    var count = 0
    for await _ in presses {
        count += 1
        print("ends when the call is over; Ctrl-C again hangs up")
        if count > 1 { _ = try? await session.dropConnection() }
    }
}

do {
    try await session.agentLogin(
        LoginRequest(jobNumber: "5001", password: "123456", domain: "test.cc", ext: "8001"))
    let call = try await session.makeCall(number)
    for try await event in calls where event.callId == call {
        if event.body.established != nil {
            print("talking:", session.snapshot().calls.map(\.callId))
            try await session.dropConnection(call)
        } else if event.body.callCleared?.isOwn == true {
            break
        }
    }
    // Refused while a call is up: that would leave somebody alone.
    try await session.logout()
} catch let error as CommandError {
    print("refused: \(error.reason.english) (\(error.reason.chinese))")
}

hangingUp.cancel()
await session.close()
try await shown.value
try await client.close()
