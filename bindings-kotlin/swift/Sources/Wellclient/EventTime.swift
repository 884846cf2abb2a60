// The server's times as times.

import Foundation

extension EventMeta {
    /// `eventTime` as year, month, day, hour, minute and second in the server's zone, which it does not tell; `nil`
    /// where there is none, or none that can be read.
    public var localTime: DateComponents? {
        guard let eventTime else { return nil }
        let fields = eventTime.split(whereSeparator: { " .:".contains($0) }).map { Int($0) }
        guard fields.count == 6, let year = fields[0], let month = fields[1], let day = fields[2],
            let hour = fields[3], let minute = fields[4], let second = fields[5]
        else { return nil }
        let components = DateComponents(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return components.isValidDate(in: Calendar(identifier: .gregorian)) ? components : nil
    }
}
