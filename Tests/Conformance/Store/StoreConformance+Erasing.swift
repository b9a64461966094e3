import FoundationEssentials
import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let erasing: [StoreCheck] = [
        StoreCheck("An erased customer keeps an id, loses bodies and notes, and leaves a task for the CRM.") { stage in
            try await stage.apply("a", Stage.customer(1, email: "Ada@example.com", first: "Ada"))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            let note = DeliveryNote(at: Stage.at(1), outcome: "created", sent: ["email": "ada@example.com"])
            try await stage.settle(claimed, Stage.delivered("crm-1"), note: note)
            let request = try await stage.ask("r", Stage.redact(1))
            let report = try await stage.erase(request, Stage.customerKey(1))
            #expect(report.counts.customers == 1 && report.counts.receipts == 2 && report.counts.notes == 1)
            #expect(report.open == [] && report.marked == [Stage.crm])
            let record = try #require(try await stage.store.record(Stage.customerKey(1))?.record)
            #expect(!record.hasContent && record.foldedEmail == nil && record.life.isDeleted)
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .erased && entry.link == nil && entry.deliveries == [] && entry.due == nil)
            #expect(try await stage.filledBodies(Stage.customerKey(1)) == 0)
            let tasks = try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(200), limit: 9)
            #expect(tasks.map(\.externalID) == ["1"] && tasks.first?.link?.crmID == "crm-1")
            let id = try #require(request).id
            let known = try #require(try await stage.store.request(id))
            #expect(known.counts == report.counts && known.notice.email == "ada@example.com")
        },
        StoreCheck("Erasing again changes nothing.") { stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com"))
            let request = try await stage.ask("r", Stage.redact(1))
            try await stage.erase(request, Stage.customerKey(1))
            let before = try await stage.store.record(Stage.customerKey(1))
            let again = try await stage.erase(request, Stage.customerKey(1), now: Stage.at(900))
            #expect(again == ErasureReport())
            #expect(try await stage.store.record(Stage.customerKey(1)) == before)
        },
        StoreCheck("An order keeps the money alone, is marked, and is found by its customer or as a guest's.") {
            stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com"))
            try await stage.apply("b", Stage.boughtOrder(11, customer: 1, email: "else@example.com"))
            try await stage.apply("c", Stage.boughtOrder(12, customer: nil, email: "ADA@example.com"))
            try await stage.apply("d", Stage.boughtOrder(13, customer: 2, email: "ada@example.com"))
            try await stage.own()
            try await stage.deliverAll()
            let request = try #require(try await stage.ask("r", Stage.redact(1)))
            try await stage.erase(request, Stage.customerKey(1))
            let orders = try await stage.store.ordersToErase(for: request.id, limit: 9)
            #expect(orders == [Stage.orderKey(11), Stage.orderKey(12)])
            let report = try await stage.erase(request, Stage.orderKey(11), Stage.orderKey(12))
            #expect(report.counts.orders == 2 && report.counts.receipts == 2 && report.marked == [Stage.crm])
            for id in [11, 12] as [Int64] {
                let fields = try #require(try await stage.details(id))
                #expect(fields.currentTotal == .value(12) && fields.name == .value("#\(id)"))
                #expect(fields.email == .null && fields.note == .null && fields.customerID.value == nil)
                #expect(fields.shippingAddress == .null && fields.noteAttributes == .null)
                #expect(fields.metafields == .null)
                #expect(fields.lines.value?.first?.title == "Ring" && fields.lines.value?.first?.properties == [])
                #expect(try await stage.entry(Stage.orderKey(id))?.state == .dirty)
                #expect(try await stage.filledBodies(Stage.orderKey(id)) == 0)
            }
            #expect(try await stage.store.ordersToErase(for: request.id, limit: 9) == [])
            #expect(try await stage.details(13)?.email == .value("ada@example.com"))
        },
        StoreCheck("A destination that is left alone gets no mark.") { stage in
            try await stage.apply("b", Stage.boughtOrder(11, customer: 1))
            try await stage.own()
            try await stage.deliverAll()
            let request = try await stage.ask("r", Stage.redact(1))
            let report = try await stage.erase(request, Stage.orderKey(11), leaving: [Stage.crm])
            #expect(report.marked == [])
            #expect(try await stage.entry(Stage.orderKey(11))?.state == .clean)
        },
        StoreCheck("What is being delivered is left until that has ended, and then nothing of it stays.") { stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com"))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            let request = try #require(try await stage.ask("r", Stage.redact(1)))
            let report = try await stage.erase(request, Stage.customerKey(1))
            #expect(report.isWaiting && report.open == [Stage.customerKey(1)])
            #expect(try await stage.store.openErasures(of: request.id, limit: 9) == [Stage.customerKey(1)])
            #expect(try await stage.store.record(Stage.customerKey(1))?.record.foldedEmail == nil)
            let note = DeliveryNote(at: Stage.at(1), outcome: "created", sent: ["email": "ada@example.com"])
            #expect(try await stage.settle(claimed, Stage.delivered("crm-9"), note: note).settled == 1)
            let ended = try await stage.erase(request, Stage.customerKey(1))
            #expect(!ended.isWaiting && ended.open == [] && ended.counts.notes == 1)
            #expect(try await stage.store.openErasures(of: request.id, limit: 9) == [])
            let task = try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(200), limit: 9).first
            #expect(task?.link?.crmID == "crm-9")
        },
        StoreCheck("What a dead owner was delivering is not waited for, but for the CRM until it can have no effect.") {
            stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com"))
            let lease = try #require(
                try await stage.store.acquire(lease: Stage.crm.leaseName, owner: "one", lasting: .seconds(30))
            )
            _ = try await stage.claim()
            try await stage.store.giveUp(lease)
            let request = try await stage.ask("r", Stage.redact(1))
            let report = try await stage.erase(request, Stage.customerKey(1), now: Stage.at(200))
            #expect(!report.isWaiting)
            #expect(try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(229), limit: 9) == [])
            #expect(try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(230), limit: 9).count == 1)
        },
        StoreCheck("An owner whose lease has run out delivers nothing any more, though nobody took its place.") {
            stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com"))
            _ = try await stage.store.acquire(lease: Stage.crm.leaseName, owner: "one", lasting: .seconds(30))
            #expect(try await stage.claim().count == 1)
            let request = try await stage.ask("r", Stage.redact(1))
            #expect(try await stage.erase(request, Stage.customerKey(1)).isWaiting)
            try await stage.advance(.seconds(31))
            let report = try await stage.erase(request, Stage.customerKey(1), now: Stage.at(200))
            #expect(!report.isWaiting && report.open == [])
            #expect(try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(229), limit: 9) == [])
            #expect(try await stage.store.crmErasures(of: Stage.crm, now: Stage.at(230), limit: 9).count == 1)
        },
        StoreCheck("Nothing brings an erased customer back: no delivery, no read, whatever its version.") { stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com", first: "Ada"))
            let request = try await stage.ask("r", Stage.redact(1, orders: [11]))
            try await stage.erase(request, Stage.customerKey(1), Stage.orderKey(11))
            let report = try await stage.apply(
                "late",
                Stage.customer(1, email: "ada@example.com", first: "Ada", version: 9),
                Stage.boughtOrder(11, customer: 1, email: "ada@example.com")
            )
            #expect(report.applied == 1)
            try await stage.apply("later", Stage.boughtOrder(12, customer: 1, email: "ada@example.com"))
            try await stage.merge(
                Stage.customer(1, email: "ada@example.com", version: 10),
                Stage.boughtOrder(11, customer: 1, email: "ada@example.com", version: 11)
            )
            #expect(try await stage.store.record(Stage.customerKey(1))?.record.hasContent == false)
            for id in [11, 12] as [Int64] {
                let fields = try #require(try await stage.details(id))
                #expect(fields.currentTotal == .value(12))
                #expect(fields.email.value == nil && fields.note.value == nil && fields.customerID.value == nil)
                #expect(try await stage.filledBodies(Stage.orderKey(id)) == 0)
            }
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .erased)
            #expect(try await stage.store.find(.email("ada@example.com"), kind: nil, limit: 9) == [])
        },
        StoreCheck("Who was erased is told to whoever restores an older state.") { stage in
            let request = try await stage.ask("r", Stage.redact(1))
            try await stage.erase(request, Stage.customerKey(1), Stage.orderKey(11), Stage.orderKey(12))
            let store = stage.store
            let first = try await store.erasedRecords(of: Stage.shop, after: nil, limit: 2)
            #expect(first == [Stage.customerKey(1), Stage.orderKey(11)])
            #expect(try await store.erasedRecords(of: Stage.shop, after: first.last, limit: 2) == [Stage.orderKey(12)])
        },
        StoreCheck("Bodies that bear no record's id are found by what they say.") { stage in
            for (index, body) in ["{\"email\":\"ADA@example.com\"}", "{\"x\":11}", "{\"x\":1}"].enumerated() {
                var receipt = Stage.receipt("u\(index)", [])
                receipt.content = .ignored
                receipt.receipt.body = Array(body.utf8)
                _ = try await stage.store.apply(
                    [receipt],
                    routing: Stage.routing,
                    origin: .live,
                    now: Stage.start,
                    position: nil
                )
            }
            let request = try #require(try await stage.ask("r", Stage.redact(1)))
            var search = ReceiptSearch(request: request.id, state: .ignored, texts: ["1", "ada@example.com"], limit: 2)
            let page = try await stage.store.bodies(search)
            #expect(page.found.map(\.webhookID) == ["u0"] && page.found.map(\.topic) == ["orders/updated"])
            search.after = try #require(page.next)
            let rest = try await stage.store.bodies(search)
            #expect(rest.found.map { String(decoding: $0.body, as: UTF8.self) } == ["{\"x\":1}"] && rest.next == nil)
            search.after = 0
            let next = try #require(try await stage.store.eraseReceipts(search).next)
            #expect(try await stage.store.request(request.id)?.counts.receipts == 1)
            search.after = next
            #expect(try await stage.store.eraseReceipts(search) == ReceiptErasure())
            #expect(try await stage.store.request(request.id)?.counts.receipts == 2)
        },
        StoreCheck("What is to be done in a CRM comes when it is due, is put off, and is counted at the end.") {
            stage in
            try await stage.apply("a", Stage.customer(1), Stage.customer(2))
            let request = try #require(try await stage.ask("r", Stage.redact(1)))
            try await stage.erase(request, Stage.customerKey(1), Stage.customerKey(2))
            let store = stage.store
            var tasks = try await store.crmErasures(of: Stage.crm, now: Stage.at(200), limit: 9)
            #expect(tasks.map(\.customerID) == [1, 2])
            tasks[0].due = Stage.at(300)
            tasks[0].attempts = 1
            tasks[1].outcome = .deleted
            try await store.save(tasks)
            #expect(try await store.crmErasures(of: Stage.crm, now: Stage.at(299), limit: 9) == [])
            #expect(try await store.crmErasures(of: Stage.crm, now: Stage.at(300), limit: 9) == [tasks[0]])
            #expect(try await store.crmErasures(of: request.id, limit: 9) == [tasks[0]])
            tasks[0].outcome = .blanked
            try await store.save([tasks[0]])
            let done = try await store.take(.done(file: nil, remark: nil), of: request.id, now: Stage.at(400))
            #expect(done?.crm == ["hubspot": ["deleted": 1, "blanked": 1]])
            try await store.save(tasks)
            #expect(try await store.crmErasures(of: request.id, limit: 9) == [])
        },
        StoreCheck("A shop is erased with what is older than the request; what comes later is kept again.") { stage in
            try await stage.apply("a", Stage.customer(1, email: "ada@example.com"), now: Stage.at(10))
            try await stage.apply("b", Stage.boughtOrder(11, customer: 1), now: Stage.at(11))
            try await stage.own()
            try await stage.deliverAll(now: Stage.at(12))
            let request = try #require(try await stage.ask("r", ComplianceNotice(.shopRedact), at: 100))
            try await stage.store.eraseShop(request.id)
            try await stage.erase(request, Stage.customerKey(1), Stage.orderKey(11))
            #expect(try await stage.store.record(Stage.customerKey(1)) == nil)
            #expect(try await stage.details(11)?.note == .null)
            #expect(try await stage.store.overview().stores.first?.customers == 0)
            let lanes = try await stage.store.overview().lanes
            #expect(lanes.map(\.count).reduce(0, +) == 1)
            #expect(try await stage.store.erasedRecords(of: Stage.shop, after: nil, limit: 9) == [])
            try await stage.apply("late", Stage.customer(2, email: "bob@example.com"), now: Stage.at(90))
            #expect(try await stage.store.record(Stage.customerKey(2)) == nil)
            try await stage.apply("new", Stage.customer(1, email: "ada@example.com"), now: Stage.at(500))
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .dirty)
            let search = ReceiptSearch(request: request.id, state: nil, texts: [], limit: 100)
            #expect(try await stage.store.eraseReceipts(search) == ReceiptErasure())
            #expect(try await stage.filledBodies(Stage.customerKey(1)) == 0)
            let isClean = try await stage.store.scrub()
            #expect(isClean)
        },
    ]
}
