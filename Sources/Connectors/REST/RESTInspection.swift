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
            return [warning] + (await lookups()) + needs
        }
        do throws(RESTRefusal) {
            if client.description.probe?.account != nil { try await client.account.verify(client) }
            let account = try await RESTAccount.account(client)
            let words = "\(client.description.title) at \(client.baseURL) answers"
            let finding = Finding(.fine, "credentials", words + (account.map { " for account \($0)" } ?? ""))
            return [finding] + (await lookups()) + needs
        } catch {
            let fault = error.fault
            return [Finding(.problem, Self.subject(fault), fault.message, fix: fix(fault))]
        }
    }

    /// Whether records can be looked for: what is there would be made again by whoever cannot see it.
    private func lookups() async -> [Finding] {
        var findings: [Finding] = []
        for kind in RecordKind.allCases {
            guard let object = client.description.objects[kind], object.createsAnew else { continue }
            do throws(RESTRefusal) {
                _ = try await RESTFinder(client: client, object: object, kind: kind).look(externalID: "0")
            } catch {
                guard error.isAddressless || error.fault.code == .unreadable else { continue }
                findings.append(
                    Finding(.problem, "\(object.name) look-up", error.fault.message, fix: "check find and base_url")
                )
            }
        }
        return findings
    }

    /// What a person must have made: no API of which nothing is known can be asked.
    var needs: [Finding] {
        client.description.needs.map { Finding(.fine, "needed", $0) }
    }

    /// Whether it is the credentials that are at fault, or nobody could say.
    private static func subject(_ fault: DeliveryFault) -> String {
        switch fault.disposition {
        case .retry, .wait: "connection"
        case .pause, .park, .bisect: "credentials"
        }
    }

    private func fix(_ fault: DeliveryFault) -> String {
        switch fault.code {
        case .unauthorized where client.description.usesRefreshToken:
            "where client_id and client_secret are right, the refresh token is dead: it was revoked, it ran out, or the "
                + "service replaced it when something else used it, such as another installation or a trial. Have the CRM "
                + "give a new one and put it in the place of refresh_token; from then on Sluice keeps what replaces it"
        case .unauthorized: "put valid credentials in the place of " + names
        case .wrongAccount: "use this account's credentials, or mend the destination's account"
        case .noAnswer, .unavailable, .unreadable: "check base_url, and whether the CRM is up"
        default: "check base_url and the description's probe"
        }
    }

    private var names: String {
        let names = client.description.credentials.map(\.name)
        return names.isEmpty ? "these" : names.joined(separator: ", ")
    }
}
