// The testee of the Swift API: does what the conformance runner says, and says what it sees.

import Foundation
import Wellclient

/// What the runner says, until it says `quit`. Reading blocks, and so has a thread of its own.
func lines() -> AsyncStream<Line> {
    AsyncStream { lines in
        Thread.detachNewThread {
            while let text = readLine() {
                let line = Line(parsing: text)
                if line.word == "quit" { break }
                lines.yield(line)
            }
            lines.finish()
        }
    }
}

let client = try Client(ClientOptions(noProxy: true))
let testee = Testee(client)
say(Line("ready", ["language": "swift", "version": version()]))
for await line in lines() { await testee.obey(line) }
try await client.close()
