/// Who has subscribed to what, by e-mail address in lower case.
struct PreferenceBook: Sendable {
    struct Status: Sendable {
        let state: String
        let legalBasis: String?
        let explanation: String?
        let at: SandboxTime
    }

    static let marketing = 39_644_612
    static let definitions: [(id: Int, name: String, isDefault: Bool)] = [
        (marketing, "Marketing Information", true), (39_644_613, "One to One", false),
    ]

    private(set) var statuses: [String: [Int: Status]] = [:]
    private(set) var optedOut: [String: SandboxTime] = [:]

    func status(_ email: String, _ subscription: Int) -> Status? { statuses[email]?[subscription] }

    mutating func set(_ email: String, _ subscription: Int, _ status: Status) {
        statuses[email, default: [:]][subscription] = status
        if status.state == "SUBSCRIBED" { optedOut[email] = nil }
    }

    mutating func optOut(_ email: String, at moment: SandboxTime) {
        optedOut[email] = moment
        for definition in Self.definitions {
            statuses[email, default: [:]][definition.id] =
                Status(state: "UNSUBSCRIBED", legalBasis: nil, explanation: nil, at: moment)
        }
    }

    mutating func forget(_ email: String) {
        statuses[email] = nil
        optedOut[email] = nil
    }
}
