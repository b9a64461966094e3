import Connectors
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

@Suite("REST: writes that take effect after they were answered")
struct RESTLateWritesTests {
    @Test("A creation that a gateway gave up on says that it may be written, and is found once it is there")
    func gatewayTimeout() async throws {
        let crm = SimulatedRESTCRM(YourCRMShape())
        let connector = try RESTSandbox.connector("yourcrm", crm)
        await crm.add(SandboxFault(.status(504), method: "POST", lateMilliseconds: 20))
        let order = RESTBench.order(
            fields: [MappedField("deal_name", .text("#1")), MappedField("shopify_order_id", .text("7"))]
        )
        do throws(DeliveryFault) {
            _ = try await connector.upsert([order], kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.mayBeWritten && error.disposition == .retry)
        }
        await crm.settled()
        _ = try await connector.upsert([order], kind: .order)
        #expect(await crm.rows("deals").count == 1)
    }

    @Test("Of several, only the one that was sent is in doubt")
    func onlyTheSentOne() async throws {
        let crm = SimulatedRESTCRM(YourCRMShape())
        let connector = try RESTSandbox.connector("yourcrm", crm)
        await crm.add(SandboxFault(.status(504), method: "POST"))
        let orders = (1...3).map { RESTBench.order($0, fields: [MappedField("deal_name", .text("#\($0)"))]) }
        let outcomes = try await connector.upsert(orders, kind: .order)
        let doubts = outcomes.map { if case .failed(let fault) = $0 { fault.mayBeWritten } else { false } }
        #expect(doubts == [true, false, false])
    }

    @Test("A creation without an id whose look-up fails may be written")
    func lookAfterwards() async throws {
        let looks = Mutex(0)
        let bench = try RESTBench(
            """
            auth: { kind: bearer }
            objects:
              order:
                object: deal
                external_id: shop_id
                find: { path: /deals, query: { shop_id: "{external_id}" }, records: data }
                create: { path: /deals }
            """
        ) { asked in
            if asked.method == "POST" { return .text(201, "{}") }
            let look = looks.withLock { count in
                count += 1
                return count
            }
            return .text(look == 1 ? 200 : 503, #"{"data":[]}"#)
        }
        do throws(DeliveryFault) {
            _ = try await bench.connector.upsert([RESTBench.order()], kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.mayBeWritten)
        }
    }

    @Test("A status that concerns the whole account stops the destination")
    func unpaid() async throws {
        let bench = try RESTBench(
            """
            auth: { kind: bearer }
            objects:
              order:
                object: deal
                external_id: shop_id
                upsert: { path: "/deals/{external_id}" }
            """
        ) { _ in .text(402, #"{"message":"the trial is over"}"#) }
        do throws(DeliveryFault) {
            _ = try await bench.connector.upsert((1...3).map { RESTBench.order($0) }, kind: .order)
            Issue.record("it passed")
        } catch {
            #expect(error.disposition == .pause(.destination))
        }
        #expect(bench.calls.count == 1)
    }
}
