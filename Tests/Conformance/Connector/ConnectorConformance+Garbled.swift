import SyncModel
import Testing

extension ConnectorConformance {
    static let garbled: [ConnectorCheck] = ConnectorGarble.allCases.flatMap { garble in
        [
            ConnectorCheck("A look-up whose answer is none (\(garble)) is a fault, and nothing counts as absent.") {
                stage in
                let id = try await stage.write(stage.customer(1), .customer).crmID
                let order = try await stage.write(stage.order(7), .order).crmID
                await stage.garble(garble)
                await expectFault("find customers") {
                    _ = try await stage.connector.find(externalIDs: ["1"], kind: .customer)
                }
                await expectFault("find orders") {
                    _ = try await stage.connector.find(externalIDs: ["7"], kind: .order)
                }
                await expectFault("find people") { _ = try await stage.connector.find(emails: ["p1@example.com"]) }
                await expectFault("read a customer") {
                    _ = try await stage.connector.read([id], kind: .customer, fields: [stage.fields.firstName])
                }
                await expectFault("read an order") {
                    _ = try await stage.connector.read([order], kind: .order, fields: [stage.fields.amount])
                }
            },
            ConnectorCheck("What is there is not made again while look-ups are answered with nothing (\(garble)).") {
                stage in
                let people = (1...3).map { stage.customer($0) }
                let orders = (1...3).map { stage.order($0) }
                _ = try await stage.write(people, .customer)
                _ = try await stage.write(orders, .order)
                let known = stage.customer(4, email: "ada@example.com")
                _ = try await stage.add(person: "ada@example.com", name: "Her Own")
                await stage.garble(garble)
                // As a server with a new store does it, which knows of none of them.
                for records in [people + [known], orders] {
                    let kind = records[0].key.kind
                    do throws(DeliveryFault) {
                        for case .failed(let fault) in try await stage.connector.upsert(records, kind: kind) {
                            expectTransient(fault, "\(kind)")
                        }
                    } catch {
                        expectTransient(error, "\(kind)")
                    }
                }
                #expect(try await stage.count(.customer) == 4)
                #expect(try await stage.count(.order) == 3)
                await stage.garble(nil)
                _ = try await stage.write(people, .customer)
                _ = try await stage.write(orders, .order)
                #expect(try await stage.count(.customer) == 4)
                #expect(try await stage.count(.order) == 3)
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
