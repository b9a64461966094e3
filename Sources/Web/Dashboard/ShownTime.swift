import SyncModel

/// A time as pages show it: for machines, for people, and how long ago.
struct ShownTime: Sendable, Hashable {
    var iso: String
    /// `27 Nov 14:03:22`, in UTC.
    var text: String
    var ago: String

    /// `nil` for what is no time.
    init?(_ iso: String?, now: Instant) {
        guard let iso, let time = Timestamp(iso) else { return nil }
        self.iso = iso
        let plain = time.utcSeconds
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = Int(plain.dropFirst(5).prefix(2)) ?? 1
        text = "\(plain.dropFirst(8).prefix(2)) \(months[(month + 11) % 12]) \(plain.dropFirst(11).prefix(8))"
        let age = now.since(time.instant)
        ago = age < .zero ? "in \(AgeText.of(.zero - age))" : "\(AgeText.of(age)) ago"
    }
}

/// A duration as people read it: `3 s`, `14 min`, `5 h`, `2 d`.
package enum AgeText {
    package static func of(_ age: Duration) -> String {
        let seconds = Int(max(0, age.seconds))
        return switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}

/// Numbers as people read them.
package enum ShownNumber {
    /// `12,431`.
    package static func grouped(_ number: Int64) -> String {
        var text = ""
        let digits = String(number.magnitude)
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    static func grouped(_ number: Int) -> String { grouped(Int64(number)) }

    /// An estimate of how long many calls take: `a second`, `40 s`, `14 min`.
    package static func atLeast(_ seconds: Double) -> String {
        seconds < 1.5 ? "a second" : AgeText.of(.seconds(seconds.rounded(.up)))
    }

    /// `40 ms`, `1.2 s`, `14 min`.
    static func delay(_ seconds: Double?) -> String {
        guard let seconds else { return "–" }
        if seconds < 1 { return "\(Int((seconds * 1_000).rounded())) ms" }
        if seconds < 10 { return "\((seconds * 10).rounded() / 10) s" }
        return AgeText.of(.milliseconds(Int64(seconds * 1_000)))
    }
}
