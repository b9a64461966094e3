import Outbound
import SyncModel

/// Makes the fields that a destination needs and shows them to the user, where the user may do so.
///
/// A new field is invisible, even to who made it, until a permission set shows it. What is there already is left as it is.
struct SalesforceSetup: Sendable {
    let client: SalesforceClient

    func run() async throws(DeliveryFault) -> [Finding] {
        await client.org.doubtAll()
        do throws(SalesforceRefusal) {
            let inspection = SalesforceInspection(client: client)
            // Fields would be of no use: the mapping's are a person's.
            if let people = try await inspection.people(), people.level == .problem { return [people] }
            let seen = try await inspection.fields()
            let missing = seen.compactMap(\.missing)
            guard !missing.isEmpty else { return seen.map(\.finding) }
            var made: [SalesforceNeed: Finding] = [:]
            for need in missing { made[need] = try await make(need) }
            try await show(missing.filter { made[$0]?.level == .made }, &made)
            await client.org.doubtAll()
            return seen.map { look in look.missing.flatMap { made[$0] } ?? look.finding }
        } catch {
            throw error.fault
        }
    }

    private struct Creation: Encodable, Sendable {
        var FullName: String
        var Metadata: [String: SalesforceValue]
    }

    private func make(_ need: SalesforceNeed) async throws(SalesforceRefusal) -> Finding {
        let subject = SalesforceInspection.subject(need)
        let body = Creation(
            FullName: need.fullName,
            Metadata: Dictionary(need.metadata.map { ($0.name, $0.value) }) { first, _ in first }
        )
        do throws(SalesforceRefusal) {
            _ = try await post("tooling/sobjects/CustomField", try client.encode(body))
            return Finding(.made, subject, "was made")
        } catch {
            // There, but hidden: the permission set shows it.
            if error.errors.contains(where: { $0.code.hasPrefix("DUPLICATE") }) {
                return Finding(.made, subject, "was there, and is shown to the user now")
            }
            guard let status = error.status, (400..<500).contains(status), status != 401,
                error.fault.code != .rateLimited
            else { throw error }
            return Finding(
                .problem,
                subject,
                "the user may not make it: \(error.fault.message)",
                fix: "have an administrator deploy the folder that setup writes, and assign the permission set "
                    + "\(SalesforceMetadata.permissionSet) to the user"
            )
        }
    }

    /// Puts the fields into our permission set and gives that to the user.
    private func show(
        _ needs: [SalesforceNeed],
        _ made: inout [SalesforceNeed: Finding]
    ) async throws(SalesforceRefusal) {
        guard !needs.isEmpty else { return }
        do throws(SalesforceRefusal) {
            let set = try await permissionSet()
            for start in stride(from: 0, to: needs.count, by: SalesforceOrg.largestChunk) {
                let chunk = needs[start..<min(start + SalesforceOrg.largestChunk, needs.count)]
                try await grant(chunk.map { permission(on: $0, set) })
            }
            if let user = try await client.session.token().user {
                try await grant([
                    [
                        "attributes": ["type": "PermissionSetAssignment"], "AssigneeId": .text(user),
                        "PermissionSetId": .text(set),
                    ]
                ])
            }
        } catch {
            guard let status = error.status, (400..<500).contains(status), status != 401,
                error.fault.code != .rateLimited
            else { throw error }
            for need in needs {
                made[need] = Finding(
                    .problem,
                    SalesforceInspection.subject(need),
                    "was made, but the user may not be given the right to see it: \(error.fault.message)",
                    fix: "have an administrator give the user read and edit access to \(need.fullName)"
                )
            }
        }
    }

    private func permission(on need: SalesforceNeed, _ set: String) -> SalesforceValue {
        [
            "attributes": ["type": "FieldPermissions"], "ParentId": .text(set),
            "SobjectType": .text(need.table), "Field": .text(need.fullName), "PermissionsRead": true,
            "PermissionsEdit": true,
        ]
    }

    private func permissionSet() async throws(SalesforceRefusal) -> String {
        let name = SalesforceMetadata.permissionSet
        let reader = SalesforceReader(client: client)
        let soql = "SELECT Id FROM PermissionSet WHERE Name = \(SalesforceText.quoted(name))"
        let object = SalesforceObject(name: "PermissionSet")
        if let id = try await reader.query(soql, of: object).first?.text("Id") { return id }
        let body: SalesforceValue = ["Name": .text(name), "Label": "Shopify sync"]
        let response = try await post("sobjects/PermissionSet", try client.encode(body))
        guard let row = SalesforceJSON.decode(SalesforceRow.self, from: response.body), let id = row.id else {
            throw SalesforceFaults.unreadable(response, .init(isWrite: true))
        }
        return id
    }

    /// Makes rights; those that are there already are refused as duplicates, which is as good.
    private func grant(_ records: [SalesforceValue]) async throws(SalesforceRefusal) {
        let response = try await post("composite/sobjects", try client.encode(SalesforceCollection(records: records)))
        guard let rows = SalesforceJSON.decode([SalesforceRow].self, from: response.body) else {
            throw SalesforceFaults.unreadable(response, .init(isWrite: true))
        }
        let errors = rows.flatMap(\.errors).filter { $0.code != "DUPLICATE_VALUE" }
        guard errors.isEmpty else {
            throw SalesforceRefusal(
                fault: DeliveryFault(.missingScope, .park, message: SalesforceVerdict.words(errors)),
                status: 400,
                errors: errors
            )
        }
    }

    private func post(_ path: String, _ body: [UInt8]) async throws(SalesforceRefusal) -> OutboundResponse {
        try await client.send(
            SalesforceClient.Call(method: .post, path: path, body: body, isWrite: true)
        )
    }
}
