import SyncModel

/// Whether the CRM can be called with these credentials; nothing is changed.
struct RESTInspection: Sendable {
    let client: RESTClient

    func run() async -> [Finding] {
        guard client.description.probe != nil else {
            let warning = Finding(
                .warning,
                "credentials",
                "the description has no probe: whether they work shows with the first record",
                fix: "describe probe, a call that reads something cheap"
            )
            return [warning] + needs
        }
        do throws(RESTRefusal) {
            if client.description.probe?.account != nil { try await client.account.verify(client) }
            let account = try await RESTAccount.account(client)
            let words = "\(client.description.title) at \(client.baseURL) answers"
            return [Finding(.fine, "credentials", words + (account.map { " for account \($0)" } ?? ""))] + needs
        } catch {
            return [Finding(.problem, "credentials", error.fault.message, fix: Self.fix(error.fault))]
        }
    }

    /// What a person must have made: no API of which nothing is known can be asked.
    var needs: [Finding] {
        client.description.needs.map { Finding(.fine, "needed", $0) }
    }

    private static func fix(_ fault: DeliveryFault) -> String {
        switch fault.code {
        case .unauthorized: "put valid credentials under the destination's credentials"
        case .wrongAccount: "use this account's credentials, or mend the destination's account"
        case .noAnswer, .unavailable: "check base_url, and whether the CRM is up"
        default: "check base_url and the description's probe"
        }
    }
}
