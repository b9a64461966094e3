import FoundationEssentials
import SyncModel

/// How a CRM wants the mapping's values in JSON.
struct RESTValueStyle: Sendable, Hashable {
    /// What empties a field.
    enum Empty: String, Sendable, CaseIterable {
        case null
        case text
        case omit
    }

    enum Number: String, Sendable, CaseIterable {
        case number
        case text
    }

    enum Time: String, Sendable, CaseIterable {
        /// `2026-05-11T15:06:59.000Z`.
        case utc
        /// In the offset that Shopify wrote it in.
        case offset
        /// `2026-05-11 15:06:59`, in UTC.
        case spaced
        case epochSeconds = "epoch_s"
        case epochMilliseconds = "epoch_ms"
    }

    enum List: String, Sendable, CaseIterable {
        case list
        /// The items with a comma between.
        case text
    }

    var empty = Empty.null
    var decimals = Number.number
    var times = Time.utc
    var lists = List.list
    var externalID = Number.text
    /// Whether a dot in a field's name makes an object.
    var isNested = false
    /// Whether the CRM tells an empty field as `false`.
    var isFalseEmpty = false

    /// `nil` where the field is left out.
    func json(_ value: MappedValue) -> RESTJSON? {
        switch value {
        case .clear: cleared
        case .text(let text): .text(text)
        case .integer(let number): .number(String(number))
        case .decimal(let amount):
            // JSON has no word for what is no number.
            amount.isFinite ? decimals == .number ? .number(amount.description) : .text(amount.description) : .null
        case .boolean(let flag): .bool(flag)
        case .instant(let time): instant(time)
        case .day(let day): .text(day)
        case .list(let items): lists == .list ? .list(items.map { .text($0) }) : .text(items.joined(separator: ", "))
        }
    }

    private var cleared: RESTJSON? {
        switch empty {
        case .null: .null
        case .text: .text("")
        case .omit: nil
        }
    }

    private func instant(_ time: Timestamp) -> RESTJSON {
        switch times {
        case .utc: return .text(time.utcMilliseconds)
        case .offset: return .text(time.description)
        case .spaced:
            let text = time.utcSeconds
            return .text("\(text.prefix(10)) \(text.dropFirst(11).prefix(8))")
        case .epochSeconds: return .number(String(time.instant.microseconds / 1_000_000))
        case .epochMilliseconds: return .number(String(time.instant.microseconds / 1_000))
        }
    }
}
