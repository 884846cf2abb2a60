// What the snippets of the guides take for granted: they are compiled, and not run.

import Foundation
import Wellclient

private func notRun() -> Never { fatalError("compiled, and not run") }

var client: Client { notRun() }
var environment: Wellclient.Environment { notRun() }
var key: Data { notRun() }
var request: LoginRequest { notRun() }
var session: Session { notRun() }

func confirm(_ question: String) async -> Bool { notRun() }
func hide(_ call: CallId?, _ why: CallEnd?) { notRun() }
func note(_ call: CallId, _ holding: DeviceId) { notRun() }
func show(_ calling: DeviceId?, _ userData: String?) { notRun() }
func showLink(_ state: LinkState) { notRun() }
func showLogin(_ why: SessionEnd) { notRun() }
