// Times that are none: refused before the library's border, where they would end the program.

import Foundation

/// A hundred years: longer than anything waits.
private let longest: TimeInterval = 100 * 365 * 86_400

extension TimeInterval {
    /// For a time to wait: what is below zero, or no number, is zero; `infinity` is very long.
    var asTimeout: TimeInterval { self > 0 ? Swift.min(self, longest) : 0 }
}

/// Throws `WellError.setup` if one of the times in a structure is below zero, no number, or longer than a hundred years.
func checkTimes(of structure: Any) throws {
    for child in Mirror(reflecting: structure).children {
        if let time = child.value as? TimeInterval {
            try checkTime(time, child.label ?? "a time")
        } else {
            try checkTimes(of: child.value)
        }
    }
}

func checkTime(_ time: TimeInterval?, _ name: String) throws {
    guard let time, !(0...longest).contains(time) else { return }
    throw WellError.setup(reason: "\(name): \(time) is no time")
}
