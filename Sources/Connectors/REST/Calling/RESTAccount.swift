import SyncModel

/// Whether the credentials belong to the account that the destination is pinned to: looked up before the first write.
actor RESTAccount {
    private let pinned: String?
    private var isVerified = false

    /// `nil` accepts any.
    init(pinned: String?) { self.pinned = pinned }

    func verify(_ client: RESTClient) async throws(RESTRefusal) {
        guard let pinned, !isVerified else { return }
        guard let found = try await Self.account(client) else {
            throw RESTRefusal(
                fault: Self.fault("The description does not say where the account stands; it is pinned to \(pinned).")
            )
        }
        guard found == pinned else {
            throw RESTRefusal(fault: Self.fault("The credentials belong to account \(found), not to \(pinned)."))
        }
        isVerified = true
    }

    /// The account that the probe's answer names.
    static func account(_ client: RESTClient) async throws(RESTRefusal) -> String? {
        guard let probe = client.description.probe else { return nil }
        let answer = try await client.send(probe.operation, RESTScope(), .init())
        guard let place = probe.account else { return nil }
        if let account = place.text(in: answer.body) { return account }
        throw client.faults.unreadable(
            answer,
            lacking: "the account at \(place)",
            in: "probe",
            advice: "Check base_url and the description's probe.",
            .init()
        )
    }

    private static func fault(_ message: String) -> DeliveryFault {
        DeliveryFault(.wrongAccount, .pause(.destination), message: message)
    }
}
