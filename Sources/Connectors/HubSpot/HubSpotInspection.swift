import Outbound
import SyncModel

/// Looks at an account without changing it.
struct HubSpotInspection: Sendable {
    let client: HubSpotClient

    func run() async throws(DeliveryFault) -> [Finding] {
        await client.account.doubtAll()
        var findings: [Finding] = []
        guard try await account(&findings) else { return findings }
        for (object, needs) in HubSpotNeed.all(client.settings) {
            findings.append(try await reading(object))
            findings += try await properties(object, needs)
        }
        findings += try await pipelines(client.settings.object(.order))
        findings += try await consent()
        return findings
    }

    /// Whether consent to e-mail marketing can be passed on; contacts are written all the same.
    private func consent() async throws(DeliveryFault) -> [Finding] {
        let settings = client.settings.consent
        guard settings.email != .off else { return [] }
        let subject = "e-mail consent"
        do {
            let definitions = try await client.get(
                client.preferences("definitions"),
                as: HubSpotList<HubSpotSubscription>.self
            ).results
            guard let name = settings.subscription else {
                return [Finding(.fine, subject, "withdrawn in Shopify means opted out of all marketing e-mail here")]
            }
            guard definitions.contains(where: { $0.name == name || $0.id == name }) else {
                let names = definitions.map { "\"\($0.name)\"" }.prefix(20).joined(separator: ", ")
                return [
                    Finding(
                        .problem,
                        subject,
                        "HubSpot has no subscription type \"\(name)\"",
                        fix: "set consent.subscription to one of \(names)"
                    )
                ]
            }
            return [
                Finding(.fine, subject, "passed on to the subscription type \"\(name)\" (\(settings.email.rawValue))")
            ]
        } catch {
            guard error.fault.code == .missingScope else {
                var findings: [Finding] = []
                _ = try Self.isMissingScope(error, subject, "read subscription types", &findings)
                return findings
            }
            return [
                Finding(
                    .warning,
                    subject,
                    "not passed on: who withdraws consent in Shopify stays subscribed in HubSpot",
                    fix:
                        "give the key or app the scope communication_preferences.read_write, then run \"sluice mapping apply\", "
                        + "which passes on what was withdrawn until then; or set consent: { email: off }"
                )
            ]
        }
    }

    /// - Returns: Whether it makes sense to look further.
    private func account(_ findings: inout [Finding]) async throws(DeliveryFault) -> Bool {
        do {
            let info = try await client.get(client.accountDetails, as: HubSpotAccountInfo.self)
            let type = info.accountType.map { ", \($0.lowercased())" } ?? ""
            if let pinned = client.settings.account, pinned != String(info.portalId) {
                findings.append(
                    Finding(
                        .problem,
                        "account",
                        HubSpotAccount.wrongAccount(pinned: pinned, actual: info.portalId).message,
                        fix:
                            "use a token of account \(pinned), or set account: \"\(info.portalId)\" if that is the right one"
                    )
                )
                return false
            }
            findings.append(Finding(.fine, "account", "HubSpot account \(info.portalId)\(type)"))
            if client.settings.account == nil {
                findings.append(
                    Finding(
                        .warning,
                        "account",
                        "the destination is not pinned to an account",
                        fix: "set account: \"\(info.portalId)\", so that a token of another account stops it"
                    )
                )
            }
            return true
        } catch {
            guard error.fault.code == .unauthorized else {
                return try Self.isMissingScope(error, "account", "read the account's details", &findings)
            }
            findings.append(
                Finding(
                    .problem,
                    "credentials",
                    error.fault.message,
                    fix: "make a service key in HubSpot under Development > Keys > Service keys and set "
                        + "credentials.access_token"
                )
            )
            return false
        }
    }

    private func reading(_ object: HubSpotObject) async throws(DeliveryFault) -> Finding {
        var findings: [Finding] = []
        do {
            let path = "/crm/objects/\(client.settings.apiVersion)/\(object.path)?limit=1"
            _ = try await client.get(path, kind: object.kind, as: HubSpotList<HubSpotRecord>.self)
            return Finding(
                .fine,
                "\(object.path) access",
                "readable; whether writing is allowed shows with the first write (crm.objects.\(object.scope).write)"
            )
        } catch {
            _ = try Self.isMissingScope(error, "\(object.path) access", "read \(object.path)", &findings)
            return findings.first ?? Finding(.problem, "\(object.path) access", error.fault.message)
        }
    }

    private func properties(
        _ object: HubSpotObject,
        _ needs: [HubSpotNeed]
    ) async throws(DeliveryFault) -> [Finding] {
        var findings: [Finding] = []
        do {
            let known = try await client.propertiesByName(of: object)
            for need in needs {
                findings.append(
                    known[need.name].map { Self.finding(need, $0, object) }
                        ?? Finding(
                            .problem,
                            Self.subject(need, object),
                            "is not there",
                            fix: "run setup, or make it by hand: \(need.byHand)"
                        )
                )
            }
        } catch {
            _ = try Self.isMissingScope(error, "properties of \(object.path)", "read properties", &findings)
        }
        return findings
    }

    /// Whether the account has every stage that the mapping may name; other stages are nobody's concern.
    func pipelines(_ object: HubSpotObject) async throws(DeliveryFault) -> [Finding] {
        guard let names = object.pipelineProperties else { return [] }
        let subject = "pipeline of \(object.path)"
        var findings: [Finding] = []
        do {
            let stages = HubSpotStages(try await client.account.pipelines(of: object, client, fresh: true))
            let pipeline = client.settings.orderValues[names.pipeline]?.first
            let missing = stages.missing(client.settings.orderValues[names.stage] ?? [], pipeline: pipeline)
            findings = missing.map { mistake in
                Finding(
                    .problem,
                    subject,
                    mistake.fault(names.stage, names.pipeline).message,
                    fix: "add it in HubSpot, or name another one in the mapping"
                )
            }
            if findings.isEmpty, let label = try? stages.pipeline(named: pipeline).label {
                findings.append(Finding(.fine, subject, "\"\(label)\" has every stage that the mapping names"))
            }
        } catch {
            _ = try Self.isMissingScope(error, subject, "read pipelines", &findings)
        }
        return findings
    }

    /// Notes a refusal as a finding; an outage is none and is thrown.
    static func isMissingScope(
        _ refusal: HubSpotRefusal,
        _ subject: String,
        _ action: String,
        _ findings: inout [Finding]
    ) throws(DeliveryFault) -> Bool {
        guard let status = refusal.status, (400..<500).contains(status), status != 429, refusal.fault.code != .locked
        else {
            throw refusal.fault
        }
        findings.append(
            Finding(
                .problem,
                subject,
                refusal.fault.message,
                fix: refusal.fault.code == .missingScope
                    ? "give the key or app a scope that lets it \(action)" : "look at HubSpot's answer and at base_url"
            )
        )
        return true
    }

    static func subject(_ need: HubSpotNeed, _ object: HubSpotObject) -> String {
        "property \(object.path).\(need.name)"
    }

    static func finding(_ need: HubSpotNeed, _ property: HubSpotProperty, _ object: HubSpotObject) -> Finding {
        let subject = subject(need, object)
        switch need.fit(property) {
        case .good:
            return Finding(.fine, subject, "is there")
        case .asText:
            return Finding(
                .warning,
                subject,
                "is text instead of \(need.wireType): values arrive, but cannot be compared",
                fix: "delete it in HubSpot and run setup, if reports need the type"
            )
        case .notUnique:
            return Finding(
                .problem,
                subject,
                "does not require unique values, which cannot be changed any more",
                fix: "archive it in HubSpot, delete it for good, and run setup; or make it by hand: \(need.byHand)"
            )
        case .wrongType(let held):
            return Finding(
                .problem,
                subject,
                "has type \(held) instead of \(need.wireType)",
                fix: "delete it in HubSpot and run setup; or map to another property"
            )
        case .readOnly:
            return Finding(.problem, subject, "cannot be written", fix: "map to another property")
        }
    }
}
