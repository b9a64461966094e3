import Connectors
import Outbound
import SyncModel
import Testing

@testable import Sandbox

@Suite("Salesforce: the account of an Order")
struct SalesforceOrderAccountTests {
    private typealias Bench = SalesforceBench

    private func order(
        _ id: Int64,
        _ target: CRMUpsert.Target = .externalID,
        parent: String? = nil,
        origin: Origin = .live
    ) -> CRMUpsert {
        var order = Bench.order(id, target, parent: parent, origin: origin)
        order.fields = [MappedField("EffectiveDate", .day("2026-11-24")), MappedField("Status", .text("Draft"))]
        return order
    }

    private func guests(_ bench: Bench) async -> String {
        await bench.salesforce.seed("Account", ["Name": "Shopify guests"])
    }

    private func account(_ bench: Bench, ofOrder id: String) async -> String? {
        await bench.salesforce.record("Order", id)?.text("AccountId")
    }

    private func finding(_ bench: Bench) async throws -> Finding? {
        try await bench.connector.check().first { $0.subject == "order_account" }
    }

    @Test("without a customer's account, and without one that is named, the order waits for a person")
    func none() async throws {
        let bench = try await Bench.prepared(order: .order)
        let fault = await bench.fault(order(1), .order)
        #expect(fault?.code == .lacksAccount && fault?.disposition == .park)
        #expect(await bench.salesforce.count("Order") == 0)
    }

    @Test("orders without a customer go to the account that is named, by one look, and others to their customers'")
    func named() async throws {
        let bench = try await Bench.prepared(order: .order, orderAccount: .name("shopify guests"))
        let account = await guests(bench)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let own = await bench.salesforce.record("Account", where: "Shopify_Customer_Id__c", is: "1")?.id
        bench.transport.forget()
        let written = try await bench.write([order(1), order(2, parent: contact), order(3)], .order).map(\.crmID)
        #expect(await self.account(bench, ofOrder: written[0]) == account)
        #expect(await self.account(bench, ofOrder: written[1]) == own)
        #expect(await self.account(bench, ofOrder: written[2]) == account)
        _ = try await bench.write([order(4)], .order)
        #expect(
            bench.transport.requests.count { $0.url.contains("FROM+Account") || $0.url.contains("FROM%20Account") } == 1
        )
        #expect(try await finding(bench)?.level == .fine)
    }

    @Test("an account that is named by its id is taken, and one that is not there is told")
    func byID() async throws {
        let options = SalesforceOptions()
        let first = Bench(org: options)
        let id = await guests(first)
        // The ids of two orgs that begin alike are alike.
        let bench = try await Bench.prepared(org: options, order: .order, orderAccount: .id(id))
        #expect(await bench.fault(order(1), .order)?.message.contains("there is no account \(id)") == true)
        await bench.salesforce.delete("Account", await guests(bench))
        #expect(try await finding(bench)?.level == .problem)
        let there = await guests(bench)
        let other = Bench(continuing: bench, orderAccount: .id(String(there.prefix(15))))
        let written = try await other.write([order(1)], .order)[0].crmID
        #expect(await account(other, ofOrder: written) == there)
    }

    @Test("a name that nobody or several have holds only the orders that need it, until that is mended in Salesforce")
    func misnamed() async throws {
        let bench = try await Bench.prepared(order: .order, orderAccount: .name("Shopify guests"))
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let outcomes = try await bench.connector.upsert([order(1), order(2, parent: contact)], kind: .order)
        guard case .failed(let fault) = outcomes[0], case .written = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        // By this code it goes as soon as its customer's contact is there, too.
        #expect(fault.code == .lacksAccount && fault.disposition == .retry)
        #expect(fault.message.contains("order_account") && fault.message.contains("no account is named"))
        #expect(fault.message.contains("make the account in Salesforce"))
        #expect(try await finding(bench)?.fix?.contains("make the account in Salesforce") == true)
        let account = await guests(bench)
        let second = await guests(bench)
        let ambiguous = await bench.fault(order(1), .order)
        #expect(ambiguous?.code == .lacksAccount && ambiguous?.message.contains("several accounts") == true)
        #expect(ambiguous?.message.contains("by its id") == true)
        #expect(try await finding(bench)?.fix?.contains("by its id") == true)
        await bench.salesforce.delete("Account", second)
        let written = try await bench.write([order(1)], .order)[0].crmID
        #expect(await self.account(bench, ofOrder: written) == account)
    }

    @Test("an account that somebody deleted meanwhile is looked for anew")
    func deleted() async throws {
        let bench = try await Bench.prepared(order: .order, orderAccount: .name("Shopify guests"))
        let first = await guests(bench)
        _ = try await bench.write([order(1)], .order)
        await bench.salesforce.delete("Account", first)
        #expect(await bench.fault(order(2), .order)?.disposition == .retry)
        let second = await guests(bench)
        let written = try await bench.write([order(2)], .order)[0].crmID
        #expect(await account(bench, ofOrder: written) == second)
    }

    @Test("a contact without an account is told with its id, unless an account is named")
    func contactWithoutAccount() async throws {
        let bench = try await Bench.prepared(order: .order)
        let contact = await bench.salesforce.seed("Contact", ["LastName": "Lovelace"])
        let fault = await bench.fault(order(1, parent: contact), .order)
        #expect(fault?.code == .requiredField && fault?.disposition == .park)
        #expect(fault?.message.contains(contact) == true)
        let misnamed = Bench(continuing: bench, orderAccount: .name("Shopify visitors"))
        let both = await misnamed.fault(order(1, parent: contact), .order)
        #expect(both?.code == .requiredField && both?.disposition == .retry)
        #expect(both?.message.contains(contact) == true && both?.message.contains("\"Shopify visitors\"") == true)
        let other = Bench(continuing: bench, orderAccount: .name("Shopify guests"))
        let account = await guests(bench)
        let written = try await other.write([order(1, parent: contact)], .order)[0].crmID
        let held = await bench.salesforce.record("Order", written)
        #expect(held?.text("AccountId") == account && held?.text("BillToContactId") == contact)
    }

    @Test("an order that is there by our id needs no account any more")
    func known() async throws {
        let bench = try await Bench.prepared(order: .order)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let id = try await bench.write([order(1, parent: contact)], .order)[0].crmID
        #expect(try await bench.write([order(1)], .order)[0].crmID == id)
    }

    @Test("an order moves from the named account to its customer's, and stays where it is active")
    func moving() async throws {
        let bench = try await Bench.prepared(order: .order, orderAccount: .name("Shopify guests"))
        let guests = await guests(bench)
        let ids = try await bench.write([order(1), order(2)], .order).map(\.crmID)
        var active = order(2, .record(ids[1]))
        active.fields = [MappedField("Status", .text("Activated"))]
        _ = try await bench.write([active], .order)
        let contact = try await bench.write([Bench.customer(1)], .customer)[0].crmID
        let own = await bench.salesforce.record("Account", where: "Shopify_Customer_Id__c", is: "1")?.id
        func moved(_ id: Int64) -> CRMUpsert {
            var moved = order(id, .record(ids[Int(id) - 1]), parent: contact)
            moved.fields = [MappedField("Description", .text("1 × Mug"))]
            return moved
        }
        let written = try await bench.write([moved(1), moved(2)], .order)
        #expect(await account(bench, ofOrder: ids[0]) == own)
        #expect(await account(bench, ofOrder: ids[1]) == guests)
        #expect(written[0].warnings == [] && written[1].warnings.contains(where: { $0.words.contains("AccountId") }))
        #expect(await bench.salesforce.record("Order", ids[1])?.text("Description") == "1 × Mug")
    }

    @Test("history in thousands takes the named account too")
    func history() async throws {
        let bench = try await Bench.prepared(order: .order, orderAccount: .name("Shopify guests"))
        let account = await guests(bench)
        let orders = (1...2_001).map { order(Int64($0), origin: .history) }
        #expect(try await bench.write(orders, .order).count == 2_001)
        let held = Set(await bench.salesforce.records("Order").compactMap { $0.text("AccountId") })
        #expect(held == [account])
    }

    @Test(
        "doctor warns before orders are parked, and says by what",
        arguments: [
            (GuestPolicy.link, [], Finding.Level.warning), (.ignore, [], .warning), (.create, [], .fine),
            (.create, ["*@marketplace.example"], .warning),
        ]
    )
    func warning(_ guests: GuestPolicy, _ ignored: [String], _ level: Finding.Level) async throws {
        let rules = ContactRules(guests: guests, ignoredEmails: try ignored.map { try EmailPattern($0) })
        let bench = Bench(order: .order, contacts: rules)
        _ = try await bench.connector.prepare()
        let finding = try #require(try await finding(bench))
        #expect(finding.level == level)
        #expect((finding.fix?.contains("order_account") ?? false) == (level == .warning))
        #expect((finding.fix?.contains("guests: create") ?? false) == (guests != .create))
        #expect(try await self.finding(Bench(contacts: rules)) == nil)
    }

    @Test("settings that cannot work are refused")
    func mistakes() throws {
        func mistake(_ account: FallbackAccount, _ order: String) -> ConnectorSettings.Mistake? {
            let settings = ConnectorSettings(
                credentials: [
                    "login_url": Secret("https://a.test"), "client_id": Secret("a"), "client_secret": Secret("b"),
                ],
                objects: ["order": order],
                orderAccount: account,
                transport: OrgTransport(salesforce: SimulatedSalesforce()),
                pacer: NotingPacer(),
                clock: ScriptedClock { Bench.moment }
            )
            do throws(ConnectorSettings.Mistake) {
                _ = try SalesforceSettings(settings)
                return nil
            } catch {
                return error
            }
        }
        #expect(mistake(.name("Guests"), "order") == nil)
        #expect(mistake(.id("001000000000001AAA"), "order") == nil)
        #expect(mistake(.id("Guests"), "order")?.key == "order_account.id")
        #expect(mistake(.id("003000000000001AAA"), "order")?.key == "order_account.id")
        #expect(mistake(.name("Guests"), "opportunity")?.key == "order_account")
    }
}
