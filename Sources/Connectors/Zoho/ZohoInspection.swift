import SyncModel

/// Looks at an account without changing it.
struct ZohoInspection: Sendable {
    let client: ZohoClient

    func run() async throws(DeliveryFault) -> [Finding] {
        await client.account.doubtAll()
        var findings: [Finding] = []
        guard try await account(&findings) else { return findings }
        for (module, needs) in ZohoNeed.all(client.settings) {
            findings += try await fields(module, needs)
            findings.append(try await reading(module))
        }
        findings += try await pipelines()
        findings.append(credits)
        return findings
    }

    /// - Returns: Whether it makes sense to look further.
    private func account(_ findings: inout [Finding]) async throws(DeliveryFault) -> Bool {
        do throws(ZohoRefusal) {
            let facts = try await client.account.facts(client)
            let kind = facts.type.map { ", \($0)" } ?? ""
            findings.append(Finding(.fine, "account", "Zoho organisation \(facts.id)\(kind)"))
            if client.settings.account == nil {
                findings.append(
                    Finding(
                        .warning,
                        "account",
                        "the destination is not pinned to an account",
                        fix: "set account: \"\(facts.id)\", so that a token of another organisation stops it"
                    )
                )
            }
            return true
        } catch {
            switch error.fault.code {
            case .wrongAccount:
                findings.append(
                    Finding(
                        .problem,
                        "account",
                        error.fault.message,
                        fix: "use the pinned organisation's refresh token, or change account"
                    )
                )
                return false
            case .unauthorized:
                findings.append(
                    Finding(
                        .problem,
                        "credentials",
                        error.fault.message,
                        fix:
                            "docs/connectors/zoho.md says how to get a code; sluice connect zoho makes a refresh token of it"
                    )
                )
                return false
            default:
                return try Self.isMissingScope(error, "account", "read the organisation: ZohoCRM.org.READ", &findings)
            }
        }
    }

    private func reading(_ module: ZohoModule) async throws(DeliveryFault) -> Finding {
        let subject = "\(module.name) access"
        do throws(ZohoRefusal) {
            _ = try await client.get("/\(module.name)?fields=id&per_page=1", kind: module.kind)
            return Finding(
                .fine,
                subject,
                "readable; whether writing is allowed shows with the first write (ZohoCRM.modules.\(module.scope).ALL)"
            )
        } catch {
            var findings: [Finding] = []
            let scope = "read \(module.name): ZohoCRM.modules.\(module.scope).ALL"
            _ = try Self.isMissingScope(error, subject, scope, &findings)
            return findings.first ?? Finding(.problem, subject, error.fault.message)
        }
    }

    private func fields(_ module: ZohoModule, _ needs: [ZohoNeed]) async throws(DeliveryFault) -> [Finding] {
        var findings: [Finding] = []
        do throws(ZohoRefusal) {
            let known = try await client.account.fields(of: module, client)
            for need in needs {
                findings.append(
                    known[need.name].map { Self.finding(need, $0, module) }
                        ?? Finding(
                            .problem,
                            Self.subject(need, module),
                            "is not there",
                            fix: "run setup, or make it by hand: \(need.byHand)"
                        )
                )
            }
        } catch {
            let scope = "read fields: ZohoCRM.settings.fields.ALL"
            _ = try Self.isMissingScope(error, "fields of \(module.name)", scope, &findings)
        }
        return findings
    }

    /// Whether the account has every stage that the mapping may name; other stages are nobody's concern.
    func pipelines() async throws(DeliveryFault) -> [Finding] {
        guard client.settings.module(.order).hasStages else { return [] }
        let subject = "pipeline of Deals"
        var findings: [Finding] = []
        do throws(ZohoRefusal) {
            let stages = ZohoStages(try await client.account.pipelines(client, fresh: true))
            let pipeline = client.settings.orderValues[ZohoPlacer.pipeline]?.first
            let missing = stages.missing(client.settings.orderValues[ZohoPlacer.stage] ?? [], pipeline: pipeline)
            findings = missing.map { mistake in
                Finding(
                    .problem,
                    subject,
                    mistake.fault.message,
                    fix: "add it in Zoho under Setup > Modules and Fields > Deals, or name another one in the mapping"
                )
            }
            if findings.isEmpty, let home = try? stages.pipeline(named: pipeline) {
                let name = home.label.isEmpty ? "the account's one pipeline" : "\"\(home.label)\""
                findings.append(Finding(.fine, subject, "\(name) has every stage that the mapping names"))
            }
        } catch {
            let scope = "read pipelines: ZohoCRM.settings.pipeline.READ and ZohoCRM.settings.layouts.READ"
            _ = try Self.isMissingScope(error, subject, scope, &findings)
        }
        return findings
    }

    /// What is left of the day's credits; how fast they go only the server knows, which makes the calls.
    private var credits: Finding {
        let subject = "API credits"
        let known = client.credits.known
        let limit = known.limit.map { " of about \($0)" } ?? ""
        guard let remaining = known.remaining else {
            return Finding(.fine, subject, "more than half\(limit) are left, since Zoho does not tell how many")
        }
        let words =
            "\(remaining)\(limit) are left; how they go is the server's metric sluice_crm_quota_remaining{window=\"day\"}"
        guard let most = known.limit, remaining * 5 < most else { return Finding(.fine, subject, words) }
        return Finding(
            .warning,
            subject,
            words,
            fix: "wait with history, buy API credits, or lower quota_share"
        )
    }

    /// Notes a refusal as a finding; an outage is none and is thrown.
    static func isMissingScope(
        _ refusal: ZohoRefusal,
        _ subject: String,
        _ action: String,
        _ findings: inout [Finding]
    ) throws(DeliveryFault) -> Bool {
        guard let status = refusal.status, (400..<500).contains(status), status != 429,
            refusal.fault.code != .unauthorized
        else { throw refusal.fault }
        findings.append(
            Finding(
                .problem,
                subject,
                refusal.fault.message,
                fix: refusal.fault.code == .missingScope
                    ? "make a new code with a scope that lets it \(action), and run sluice connect zoho"
                    : "look at Zoho's answer and at base_url"
            )
        )
        return true
    }

    static func subject(_ need: ZohoNeed, _ module: ZohoModule) -> String { "field \(module.name).\(need.name)" }

    static func finding(_ need: ZohoNeed, _ field: ZohoField, _ module: ZohoModule) -> Finding {
        let subject = subject(need, module)
        switch need.fit(field) {
        case .good:
            return Finding(.fine, subject, field.apiName == need.name ? "is there" : "is there, as \(field.apiName)")
        case .asText:
            return Finding(
                .warning,
                subject,
                "is text instead of \(need.typeName): values arrive, but cannot be compared",
                fix: "delete it in Zoho and run setup, if reports need the type"
            )
        case .notUnique:
            return Finding(
                .problem,
                subject,
                "allows duplicate values",
                fix: "tick \"Do not allow duplicate values\" in the field's settings in Zoho"
            )
        case .wrongType(let held):
            return Finding(
                .problem,
                subject,
                "has type \(held) instead of \(need.typeName)",
                fix: "delete it in Zoho and run setup; or map to another field"
            )
        case .readOnly:
            return Finding(.problem, subject, "cannot be written", fix: "map to another field")
        }
    }
}
