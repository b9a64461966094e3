import Outbound
import SyncModel

/// Makes the properties that a destination needs, and tells of stages that only a person can make.
///
/// What is there already is left as it is.
struct HubSpotSetup: Sendable {
    let client: HubSpotClient

    func run() async throws(DeliveryFault) -> [Finding] {
        if client.settings.account != nil {
            do { _ = try await client.account.facts(client) } catch { throw error.fault }
        }
        var findings: [Finding] = []
        for (object, needs) in HubSpotNeed.all(client.settings) {
            findings += try await prepare(object, needs)
        }
        findings += try await HubSpotInspection(client: client).pipelines(client.settings.object(.order))
        return findings
    }

    private func prepare(_ object: HubSpotObject, _ needs: [HubSpotNeed]) async throws(DeliveryFault) -> [Finding] {
        var findings: [Finding] = []
        var missing = needs
        do {
            let known = try await client.propertiesByName(of: object)
            findings = needs.compactMap { need in
                known[need.name].map { HubSpotInspection.finding(need, $0, object) }
            }
            missing = needs.filter { known[$0.name] == nil }
            guard !missing.isEmpty else { return findings }
            if let made = try await group(object) { findings.append(made) }
            while let need = missing.first {
                findings.append(try await make(need, object))
                missing.removeFirst()
            }
        } catch {
            // A bad token is told once, not once for each object.
            if error.fault.code == .unauthorized { throw error.fault }
            guard error.fault.code == .missingScope else {
                _ = try HubSpotInspection.isMissingScope(
                    error,
                    "properties of \(object.path)",
                    "make properties",
                    &findings
                )
                return findings
            }
            findings += missing.map { byHand($0, object, error) }
        }
        return findings
    }

    private func group(_ object: HubSpotObject) async throws(HubSpotRefusal) -> Finding? {
        let body = try client.encode(HubSpotNeed.group)
        do {
            _ = try await client.send(
                .init(
                    method: .post,
                    path: client.properties(object, "/groups"),
                    body: body,
                    kind: object.kind,
                    isWrite: true
                )
            )
            return Finding(.made, "property group \(object.path).\(HubSpotNeed.group.name)", "was made")
        } catch {
            if error.status == 409 { return nil }
            throw error
        }
    }

    private func make(_ need: HubSpotNeed, _ object: HubSpotObject) async throws(HubSpotRefusal) -> Finding {
        let subject = HubSpotInspection.subject(need, object)
        let call = HubSpotClient.Call(
            method: .post,
            path: client.properties(object),
            body: try client.encode(need.creation),
            kind: object.kind,
            isWrite: true
        )
        do {
            let made = try await client.answer(call, as: HubSpotProperty.self)
            // Making a property anew under an archived one's name brings that one back, with its own settings.
            let finding = HubSpotInspection.finding(need, made, object)
            return finding.level == .fine ? Finding(.made, subject, "was made") : finding
        } catch {
            switch error.status {
            case 409:
                // Somebody was faster, or the list did not show it.
                let there = try await client.get(
                    client.properties(object, "/\(need.name)"),
                    kind: object.kind,
                    as: HubSpotProperty.self
                )
                return HubSpotInspection.finding(need, there, object)
            case 400:
                return Finding(.problem, subject, error.fault.message, fix: "make it by hand: \(need.byHand)")
            default:
                throw error
            }
        }
    }

    private func byHand(_ need: HubSpotNeed, _ object: HubSpotObject, _ refusal: HubSpotRefusal) -> Finding {
        let scopes = refusal.error.map(HubSpotFaults.scopes) ?? []
        let wanted = scopes.isEmpty ? object.schemaScope : scopes.joined(separator: " or ")
        return Finding(
            .problem,
            HubSpotInspection.subject(need, object),
            "the token may not make it",
            fix: "give the token the scope \(wanted) and run setup again, or have an administrator make it under "
                + "Settings > Properties > \(object.singular.capitalizedFirst) properties: \(need.byHand)"
        )
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
