import Outbound
import SyncModel

/// Makes the fields that a destination needs, and tells of stages that only a person can make.
///
/// What is there already is left as it is.
struct ZohoSetup: Sendable {
    /// The most fields that one call makes.
    static let fieldLimit = 5

    let client: ZohoClient

    func run() async throws(DeliveryFault) -> [Finding] {
        await client.account.doubtAll()
        do throws(ZohoRefusal) {
            _ = try await client.account.facts(client)
        } catch {
            guard error.fault.code == .missingScope else { throw error.fault }
        }
        var findings: [Finding] = []
        for (module, needs) in ZohoNeed.all(client.settings) {
            findings += try await prepare(module, needs)
        }
        findings += try await ZohoInspection(client: client).pipelines()
        return findings
    }

    private func prepare(_ module: ZohoModule, _ needs: [ZohoNeed]) async throws(DeliveryFault) -> [Finding] {
        var findings: [Finding] = []
        do throws(ZohoRefusal) {
            let known = try await client.account.fields(of: module, client, fresh: true)
            findings = needs.compactMap { need in
                known[need.name].map { ZohoInspection.finding(need, $0, module) }
            }
            let missing = needs.filter { known[$0.name] == nil }
            guard !missing.isEmpty else { return findings }
            var made: [ZohoNeed: String] = [:]
            for chunk in ZohoReader.split(missing, by: Self.fieldLimit) {
                let (ids, problems) = try await make(chunk, module)
                made.merge(ids) { first, _ in first }
                findings += problems
            }
            findings += try await readBack(made, module)
        } catch {
            _ = try ZohoInspection.isMissingScope(
                error,
                "fields of \(module.name)",
                "make fields: ZohoCRM.settings.fields.CREATE",
                &findings
            )
        }
        return findings
    }

    /// The ids of the fields that were made, and a finding for each that was not.
    private func make(
        _ needs: [ZohoNeed],
        _ module: ZohoModule
    ) async throws(ZohoRefusal) -> ([ZohoNeed: String], [Finding]) {
        var findings: [Finding] = []
        let fitting = needs.filter { need in
            guard need.label.count > ZohoNeed.longestLabel else { return true }
            findings.append(
                Finding(
                    .problem,
                    ZohoInspection.subject(need, module),
                    "was not made: Zoho takes labels of at most \(ZohoNeed.longestLabel) characters",
                    fix: "give it a shorter name in the mapping"
                )
            )
            return false
        }
        guard !fitting.isEmpty else { return ([:], findings) }
        let call = ZohoClient.Call(
            method: .post,
            path: "/settings/fields?module=\(module.name)",
            body: ["fields": .array(fitting.map(\.creation))],
            kind: module.kind
        )
        let answer: ZohoJSON?
        do throws(ZohoRefusal) {
            answer = try await client.answer(call)
        } catch {
            // One that is refused makes the whole answer an error: each alone then.
            guard error.status == 400, error.fault.code != .missingScope else { throw error }
            guard let need = fitting.first, fitting.count == 1 else {
                var made: [ZohoNeed: String] = [:]
                for need in fitting {
                    let (ids, problems) = try await make([need], module)
                    made.merge(ids) { first, _ in first }
                    findings += problems
                }
                return (made, findings)
            }
            return ([:], findings + [Self.refused(need, module, error.item?.words ?? error.fault.message)])
        }
        var made: [ZohoNeed: String] = [:]
        let items = ZohoItem.all(in: answer ?? .null, under: "fields")
        for (index, need) in fitting.enumerated() {
            let item = index < items.count ? items[index] : nil
            if let item, item.isSuccess, let id = item.id {
                made[need] = id
            } else {
                findings.append(Self.refused(need, module, item?.words ?? "Zoho's answer does not mention it"))
            }
        }
        return (made, findings)
    }

    private static func refused(_ need: ZohoNeed, _ module: ZohoModule, _ words: String) -> Finding {
        Finding(
            .problem,
            ZohoInspection.subject(need, module),
            words,
            fix: "make it by hand under Setup > Modules and Fields > \(module.name): \(need.byHand)"
        )
    }

    /// Zoho makes the API names: which ones is only known afterwards.
    private func readBack(
        _ made: [ZohoNeed: String],
        _ module: ZohoModule
    ) async throws(ZohoRefusal) -> [Finding] {
        guard !made.isEmpty else { return [] }
        await client.account.doubtAll()
        let known = try await client.account.fields(of: module, client)
        return made.sorted { $0.key.name < $1.key.name }.map { need, id in
            let subject = ZohoInspection.subject(need, module)
            guard let field = known.all.first(where: { $0.id == id }) ?? known[need.name] else {
                return Finding(.warning, subject, "was made, but is not listed yet", fix: "run setup again in a minute")
            }
            let finding = ZohoInspection.finding(need, field, module)
            guard finding.level == .fine else { return finding }
            let name = field.apiName == need.name ? "" : ", as \(field.apiName)"
            return Finding(.made, subject, "was made\(name)")
        }
    }
}
