import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let auditing: [StoreCheck] = [
        StoreCheck("An audit gets records with customer, lanes and links, deleted ones included, in pages by id.") {
            stage in
            let store = stage.store
            try await stage.apply("c", Stage.customer(4, email: "a@example.com", first: "Ada"))
            for id in [9, 3, 7] as [Int64] {
                try await stage.apply("o\(id)", Stage.order(id, customer: 4, name: "#\(id)"))
            }
            try await stage.own()
            try await stage.deliverAll(now: Stage.at(300))
            try await stage.merge(absences: [Stage.absence(.order, 7)])
            let first = try await store.audited(
                .order,
                of: Stage.shop,
                .behind(0, limit: 2),
                destinations: [Stage.crm, DestinationName("other")]
            )
            #expect(first.map(\.record.id) == [3, 7])
            #expect(first.map(\.record.life.isDeleted) == [false, true])
            #expect(first.allSatisfy { $0.customer?.profile.fields.firstName.value == "Ada" })
            #expect(first[0].lanes.keys.sorted { $0.rawValue < $1.rawValue } == [Stage.crm])
            #expect(first[0].lanes[Stage.crm]?.link?.crmID.isEmpty == false)
            #expect(
                first[0].parents[Stage.crm]?.crmID == (try await store.link(Stage.lane(Stage.customerKey(4)))?.crmID)
            )
            let rest = try await store.audited(.order, of: Stage.shop, .behind(7, limit: 2), destinations: [])
            #expect(rest.map(\.record.id) == [9] && rest[0].lanes.isEmpty)
            let named = try await store.audited(.order, of: Stage.shop, .ids([9, 5, 3, 9]), destinations: [Stage.crm])
            #expect(named.map(\.record.id) == [3, 9])
            #expect(try await store.audited(.order, of: StoreName("other"), .ids([9]), destinations: []).isEmpty)
        },
        StoreCheck("What an audit found is kept with its first slice.") { stage in
            let job = try await stage.runningJob(.audit(AuditSpec(repairs: true)))
            #expect(try await stage.store.auditReport(of: job.id) == nil)
            var report = AuditReport()
            report.zone = "Asia/Kolkata"
            var slice = Stage.slice(job, 0, .done)
            slice.audit = AuditPart(report: report, seen: SeenIDs([3, 1]))
            _ = try await stage.store.checkpoint(Stage.checkpoint(job, slices: [slice, Stage.slice(job, 1)]))
            #expect(try await stage.store.auditReport(of: job.id) == report)
            #expect(try await stage.store.job(job.id)?.kind == .audit)
        },
    ]
}
