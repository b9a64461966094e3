import SyncModel
import Testing

extension ConnectorConformance {
    static let garbled: [ConnectorCheck] = ConnectorGarble.allCases.flatMap { garble in
        [
            ConnectorCheck(
                "A look-up whose answer is none (\(garble)) is a fault, and nothing counts as absent.",
                needs: []
            ) {
                stage in
                var ids: [RecordKind: String] = [:]
                for kind in stage.kinds { ids[kind] = try await stage.write(stage.record(7, kind), kind).crmID }
                await stage.garble(garble)
                for (kind, id) in ids {
                    await expectFault("find \(kind)") {
                        _ = try await stage.connector.find(externalIDs: ["7"], kind: kind)
                    }
                    await expectFault("read \(kind)") {
                        let field = kind == .customer ? stage.fields.firstName : stage.fields.amount
                        _ = try await stage.connector.read([id], kind: kind, fields: [field])
                    }
                }
                guard stage.kinds.contains(.customer) else { return }
                await expectFault("find people") { _ = try await stage.connector.find(emails: ["p7@example.com"]) }
            },
            ConnectorCheck(
                "What is there is not made again while look-ups are answered with nothing (\(garble)).",
                needs: []
            ) { stage in
                var written: [RecordKind: [CRMUpsert]] = [:]
                for kind in stage.kinds {
                    written[kind] = (1...3).map { stage.record($0, kind) }
                    _ = try await stage.write(written[kind] ?? [], kind)
                }
                var tried = written
                if stage.kinds.contains(.customer) {
                    tried[.customer, default: []].append(stage.customer(4, email: "ada@example.com"))
                    _ = try await stage.add(person: "ada@example.com", name: "Her Own")
                }
                await stage.garble(garble)
                // As a server with a new store does it, which knows of none of them.
                for kind in stage.kinds {
                    do throws(DeliveryFault) {
                        for case .failed(let fault) in try await stage.connector.upsert(tried[kind] ?? [], kind: kind) {
                            expectTransient(fault, "\(kind)")
                        }
                    } catch {
                        expectTransient(error, "\(kind)")
                    }
                    #expect(try await stage.count(kind) == (kind == .customer ? 4 : 3))
                }
                await stage.garble(nil)
                for kind in stage.kinds {
                    _ = try await stage.write(written[kind] ?? [], kind)
                    #expect(try await stage.count(kind) == (kind == .customer ? 4 : 3))
                }
            },
        ]
    }

    private static func expectFault(_ what: String, _ look: () async throws -> Void) async {
        do {
            try await look()
            Issue.record("\(what): what is there was told to be absent")
        } catch let fault as DeliveryFault {
            expectTransient(fault, what)
        } catch {
            Issue.record("\(what): \(error)")
        }
    }

    /// No record is to blame.
    private static func expectTransient(_ fault: DeliveryFault, _ what: String) {
        switch fault.disposition {
        case .retry, .wait: break
        case .pause, .park, .bisect: Issue.record("\(what): \(fault)")
        }
    }
}
