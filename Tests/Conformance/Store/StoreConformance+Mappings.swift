import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let mappings: [StoreCheck] = [
        StoreCheck("What a CRM says of its fields is kept by destination and replaced whole.") { stage in
            let store = stage.store
            #expect(try await store.schemas(of: Stage.crm).isEmpty)
            let deal = CRMSchema(
                object: "deals",
                fields: [
                    "stage": .init(type: "choice", options: ["Closed Won": "closedwon"], words: ["won"]),
                    "amount": .init(type: "number", isReadOnly: true, maximumLength: 7),
                ],
                lineObject: "line_items",
                lineFields: ["hs_sku": .init(type: "text")]
            )
            let contact = CRMSchema(object: "contacts", fields: [:])
            let first = [
                RecordKind.order: SeenSchema(deal, fetchedAt: Stage.at(5)),
                .customer: SeenSchema(contact, fetchedAt: Stage.at(5)),
            ]
            try await store.note(first, of: Stage.crm)
            #expect(try await store.schemas(of: Stage.crm) == first)
            #expect(try await store.schemas(of: DestinationName("other")).isEmpty)
            let second = [RecordKind.order: SeenSchema(contact, fetchedAt: Stage.at(9))]
            try await store.note(second, of: Stage.crm)
            #expect(try await store.schemas(of: Stage.crm) == second)
        },
        StoreCheck("Who does not answer is told since the beginning, with the newest words, until that ends.") {
            stage in
            let store = stage.store
            let first = Trouble(party: "b", since: Stage.at(5), message: "503", nextTryAt: Stage.at(6))
            let second = Trouble(party: "b", since: Stage.at(7), message: "502", nextTryAt: Stage.at(9))
            let other = Trouble(party: "a", since: Stage.at(8), message: "no answer", nextTryAt: Stage.at(8))
            #expect(try await store.troubles().isEmpty)
            for trouble in [first, second, other] { try await store.keep(trouble) }
            let told = Trouble(party: "b", since: Stage.at(5), message: "502", nextTryAt: Stage.at(9))
            #expect(try await store.troubles() == [other, told])
            #expect(try await store.overview().troubles == [other, told])
            try await store.endTrouble(of: "b")
            try await store.endTrouble(of: "nobody")
            #expect(try await store.troubles() == [other])
        },
        StoreCheck("The newest note of each lane is told for many records at once.") { stage in
            let store = stage.store
            for id in [1, 2, 3] as [Int64] { try await stage.apply("o\(id)", Stage.order(id, name: "#\(id)")) }
            try await stage.own()
            for lane in try await stage.claim() where lane.key.record.id != 3 {
                try await stage.settle(
                    lane,
                    .wait(due: Stage.at(0)),
                    note: DeliveryNote(at: Stage.at(1), outcome: "wait")
                )
            }
            for lane in try await stage.claim(now: Stage.at(2)) where lane.key.record.id == 1 {
                try await stage.settle(
                    lane,
                    .skipped(reason: "a rule"),
                    note: DeliveryNote(at: Stage.at(3), outcome: "skipped", message: "a rule")
                )
            }
            let keys = [1, 2, 3, 9].map { Stage.orderKey($0) }
            let notes = try await store.lastNotes(of: keys, destination: Stage.crm)
            #expect(notes.mapValues(\.outcome) == [keys[0]: "skipped", keys[1]: "wait"])
            #expect(try await store.lastNotes(of: keys, destination: DestinationName("other")).isEmpty)
        },
        StoreCheck("A finished job is forgotten with what it found, and few previews are kept.") { stage in
            let store = stage.store
            let spec = MappingSpec(.compare, destination: Stage.crm, kinds: [.order], fingerprint: 7, record: 1)
            let job = try await stage.runningJob(.mapping(spec))
            #expect(job.kind == .preview)
            var slice = Stage.slice(job, 0, .done)
            var report = MappingReport()
            report.details = [MappingComparison(.changed, crmID: "d1")]
            slice.mapping = report
            _ = try await store.checkpoint(Stage.checkpoint(job, slices: [slice]))
            #expect(try await store.mappingReport(of: job.id).details == report.details)
            #expect(try await !store.forget(job.id), "it still runs")
            _ = try await store.checkpoint(Stage.checkpoint(job, end: .done))
            #expect(try await store.forget(job.id))
            #expect(try await !store.forget(job.id))
            #expect(try await store.job(job.id) == nil)
            #expect(try await store.slices(of: job.id, in: nil, after: -1, limit: 9).isEmpty)
            // Later ones drop what nobody forgot.
            var left: [Job] = []
            for id in 1...Int64(JobKind.preview.keptFinished + 2) {
                var other = spec
                other.record = id
                let next = try await stage.runningJob(.mapping(other))
                _ = try await store.checkpoint(Stage.checkpoint(next, end: .done))
                left.append(next)
            }
            #expect(try await store.job(left[0].id) == nil)
            #expect(try await store.job(left[1].id)?.spec == left[1].spec)
        },
        StoreCheck("An erasure takes previews with it, which hold people's values.") { stage in
            let store = stage.store
            try await stage.apply("c", Stage.customer(4, email: "ada@example.com", first: "Ada"))
            let spec = MappingSpec(.compare, destination: Stage.crm, kinds: [.customer], fingerprint: 7, record: 4)
            let preview = try await store.enqueue(.mapping(spec), store: Stage.shop, now: Stage.at(1))
            let other = try await store.enqueue(
                .mapping(MappingSpec(.apply, destination: Stage.crm, fingerprint: 7)),
                store: Stage.shop,
                now: Stage.at(1)
            )
            let request = try await stage.ask("redact", Stage.redact(4))
            try await stage.erase(request, Stage.customerKey(4))
            #expect(try await store.job(preview.id) == nil)
            #expect(try await store.job(other.id) != nil)
        },
    ]
}
