import SyncModel

/// Looks at an org without changing it.
struct SalesforceInspection: Sendable {
    let client: SalesforceClient

    func run() async throws(DeliveryFault) -> [Finding] {
        await client.org.doubtAll()
        var findings: [Finding] = []
        do throws(SalesforceRefusal) {
            let token = try await client.session.token()
            findings.append(contentsOf: account(token))
            findings.append(try await version())
            if let limits = try await limits() { findings.append(limits) }
            findings += try await fields().map(\.finding)
            findings += try await objects()
            findings += try await stages()
            findings += try await SalesforceOrderAccount(client: client).findings()
        } catch {
            guard let finding = Self.finding(error) else { throw error.fault }
            findings.append(finding)
        }
        return findings
    }

    /// One need, as it was found.
    struct Look: Sendable {
        var finding: Finding
        /// Set where the field is not there, or hidden.
        var missing: SalesforceNeed?
    }

    /// What there is of the fields that are needed.
    func fields() async throws(SalesforceRefusal) -> [Look] {
        var looks: [Look] = []
        var hidden: Set<String>?
        for need in SalesforceNeed.all(client.settings) {
            let describe: SalesforceDescribe
            do throws(SalesforceRefusal) {
                describe = try await client.org.describe(need.object, client)
            } catch {
                guard error.status == 404 else { throw error }
                looks.append(Look(finding: Self.noObject(need.object), missing: nil))
                continue
            }
            if let field = describe.field(need.name) {
                looks.append(Look(finding: Self.finding(need, field), missing: nil))
                continue
            }
            if hidden == nil { hidden = await existing() ?? [] }
            looks.append(Look(finding: Self.absent(need, hidden: hidden ?? []), missing: need))
        }
        return looks
    }

    /// Names of custom fields that are there whoever may see them; `nil` where the user may not look at the setup.
    private func existing() async -> Set<String>? {
        let names = Set(SalesforceNeed.all(client.settings).map(\.developerName)).sorted()
        let list = names.map(SalesforceText.quoted).joined(separator: ",")
        let soql = "SELECT DeveloperName, TableEnumOrId FROM CustomField WHERE DeveloperName IN (\(list))"
        let call = SalesforceClient.Call(path: "tooling/query?q=\(SalesforceText.query(soql))")
        guard let page = try? await client.answer(call, as: SalesforcePage.self) else { return nil }
        return Set(
            page.records.compactMap { row in
                guard let table = row.text("TableEnumOrId"), let name = row.text("DeveloperName") else { return nil }
                return "\(table).\(name)__c"
            }
        )
    }

    private func account(_ token: SalesforceSession.Token) -> [Finding] {
        let org = token.org ?? "unknown"
        var findings = [Finding(.fine, "account", "Salesforce org \(org)")]
        if client.settings.account == nil, token.org != nil {
            findings.append(
                Finding(
                    .warning,
                    "account",
                    "the destination is not pinned to an org",
                    fix: "set account: \"\(org)\", so that credentials of another org stop it"
                )
            )
        }
        return findings
    }

    private struct Version: Decodable, Sendable {
        var version: String
    }

    private func version() async throws(SalesforceRefusal) -> Finding {
        let wanted = client.settings.apiVersion
        let known = try await client.answer(
            SalesforceClient.Call(path: "/services/data"),
            as: [Version].self
        )
        guard known.contains(where: { $0.version == wanted }) else {
            let newest = known.last?.version ?? SalesforceSettings.defaultAPIVersion
            return Finding(
                .problem,
                "API version",
                "the org does not have version \(wanted)",
                fix: "set api_version: \"\(newest)\""
            )
        }
        return Finding(.fine, "API version", "the org has version \(wanted)")
    }

    private struct Limits: Decodable, Sendable {
        struct Limit: Decodable, Sendable {
            var Max: Int
            var Remaining: Int
        }

        var DailyApiRequests: Limit
    }

    /// Only some users may ask; the answers' header tells the same as soon as there are calls.
    private func limits() async throws(SalesforceRefusal) -> Finding? {
        do throws(SalesforceRefusal) {
            let limits = try await client.answer(SalesforceClient.Call(path: "limits"), as: Limits.self)
            let day = limits.DailyApiRequests
            let isClose = day.Remaining * 10 < day.Max
            return Finding(
                isClose ? .warning : .fine,
                "API calls",
                "\(day.Remaining) of \(day.Max) are left of the last 24 hours",
                fix: isClose ? "see which integrations use the org's calls, or buy more" : nil
            )
        } catch {
            if error.status == 403 { return nil }
            throw error
        }
    }

    /// Whether records can be made and changed by this user.
    private func objects() async throws(SalesforceRefusal) -> [Finding] {
        var findings: [Finding] = []
        var objects = [client.settings.object(.customer), client.settings.object(.order)]
        if client.settings.customerObject == .contactAccount { objects.append(.account) }
        if client.settings.lines == .items { objects += [.orderItem, .product] }
        for object in objects {
            let describe = try await client.org.describe(object, client)
            let isWritable = describe.createable != false && describe.updateable != false
            findings.append(
                isWritable
                    ? Finding(.fine, "object \(object.name)", "can be written")
                    : Finding(
                        .problem,
                        "object \(object.name)",
                        "the user may not create or edit it",
                        fix: "give the user create, read and edit rights on \(object.name) in a permission set"
                    )
            )
        }
        if let finding = try await people() { findings.append(finding) }
        return findings
    }

    /// Whether the org makes accounts of persons, where that is wanted.
    ///
    /// - Returns: `nil` where it is not.
    func people() async throws(SalesforceRefusal) -> Finding? {
        guard client.settings.customerObject == .personAccount else { return nil }
        let subject = "person accounts"
        let describe = try await client.org.describe(.personAccount, client)
        guard describe.field("IsPersonAccount") != nil else {
            return Finding(
                .problem,
                subject,
                "the org has no person accounts",
                fix: "set objects.customer: contact_account, or switch them on in Salesforce, which cannot be undone"
            )
        }
        do throws(SalesforceRefusal) {
            guard try await !describe.withholds(recordType: client.org.personType(client)) else {
                return Finding(
                    .problem,
                    subject,
                    "their record type is not assigned to the user, who can make none",
                    fix: "assign it in a permission set: Object Settings > Accounts > Record Types"
                )
            }
        } catch {
            guard error.fault.code == .missingField else { throw error }
            return Finding(
                .problem,
                subject,
                "the org has no active record type for them",
                fix: "activate one under Setup > Person Accounts, or set objects.customer: contact_account"
            )
        }
        return Finding(.fine, subject, "the org has them, with a record type")
    }

    /// Whether the org has every stage that the mapping may name.
    private func stages() async throws(SalesforceRefusal) -> [Finding] {
        guard client.settings.orderObject == .opportunity else { return [] }
        let stages = try await client.org.stages(client, fresh: true)
        let missing = (client.settings.orderValues["StageName"] ?? []).filter {
            SalesforceStage.meant(by: $0, among: stages) == nil
        }
        guard !missing.isEmpty else {
            return [Finding(.fine, "stages", "the org has every stage that the mapping names")]
        }
        return missing.map { name in
            Finding(
                .problem,
                "stages",
                SalesforceStage.fault(name, among: stages).message,
                fix: "add it in Salesforce, or name another one in the mapping"
            )
        }
    }
}

extension SalesforceInspection {
    static func subject(_ need: SalesforceNeed) -> String { "field \(need.fullName)" }

    /// A refusal as a finding; an outage is none.
    static func finding(_ refusal: SalesforceRefusal) -> Finding? {
        switch refusal.fault.code {
        case .unauthorized:
            Finding(
                .problem,
                "credentials",
                refusal.fault.message,
                fix:
                    "look at the External Client App: its flow must be on, and its user be named (docs/connectors/salesforce.md)"
            )
        case .wrongAccount:
            Finding(
                .problem,
                "account",
                refusal.fault.message,
                fix: "use the credentials of that org, or change account:"
            )
        case .missingScope, .missingField, .refused:
            Finding(
                .problem,
                "access",
                refusal.fault.message,
                fix: "look at the user's permission set and at login_url"
            )
        default: nil
        }
    }

    fileprivate static func noObject(_ object: SalesforceObject) -> Finding {
        let fix =
            object.name == "Order"
            ? "switch Orders on under Setup > Order Settings, or set objects.order: opportunity"
            : "give the user rights on \(object.name) in a permission set"
        return Finding(.problem, "object \(object.name)", "is not there, or the user may not see it", fix: fix)
    }

    fileprivate static func absent(_ need: SalesforceNeed, hidden: Set<String>) -> Finding {
        if hidden.contains(need.fullName) {
            return Finding(
                .problem,
                subject(need),
                "is there, but hidden from the user by field-level security",
                fix: "assign the permission set \(SalesforceMetadata.permissionSet) to the user, or run setup"
            )
        }
        return Finding(
            .problem,
            subject(need),
            "is not there, or hidden from the user by field-level security",
            fix: "run setup; where the user may not make fields, an administrator deploys the folder that it writes"
        )
    }

    fileprivate static func finding(_ need: SalesforceNeed, _ field: SalesforceDescribe.Field) -> Finding {
        switch need.fit(field) {
        case .good: Finding(.fine, subject(need), "is there")
        case .asText:
            Finding(
                .warning,
                subject(need),
                "is text instead of \(need.type.rawValue): values arrive, but cannot be compared",
                fix: "delete it in Salesforce and run setup, if reports need the type"
            )
        case .notKey:
            Finding(
                .problem,
                subject(need),
                "is no unique external id",
                fix: "tick External ID and Unique (case-sensitive) in Setup > Object Manager > \(need.object.name)"
            )
        case .wrongType(let held):
            Finding(
                .problem,
                subject(need),
                "has type \(held) instead of \(need.type.rawValue)",
                fix: "delete it in Salesforce and run setup; or map to another field"
            )
        case .readOnly:
            Finding(
                .problem,
                subject(need),
                "cannot be written by the user",
                fix: "give the user edit access to \(need.fullName)"
            )
        }
    }
}
