import Foundation
import Sandbox
import Testing

/// A full disk is answered 503, said in `/readyz`, and got over without a restart.
@Suite("Full disk", .timeLimit(.minutes(4)))
struct FullDiskTests {
    @Test(.enabled(if: SmallDisk.isExpected, "needs to mount a small file system: run as root on Linux"))
    func aFullInboxIsSaidAndRecovers() async throws {
        try await Stage.run { stage in
            try await SmallDisk.mounted(at: stage.inbox, megabytes: 2) { disk in
                _ = try await stage.serve()
                var shop = SimulatedShop(settings: stage.settings.shop)
                try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
                try disk.fill()
                let late = shop.placeOrder(by: .newCustomer, at: .system()).deliveries
                // The open segment may have some room left in its last page.
                var statuses: [Int] = []
                for delivery in late + late + late { statuses.append(try await stage.post(delivery).status) }
                #expect(statuses.last == 503, "\(statuses)")
                #expect(Set(statuses).isSubset(of: [200, 503]))
                let ready = try await stage.get("/readyz")
                #expect(ready.status == 503)
                #expect(ready.text.contains("inbox") && ready.text.contains("full"), "\(ready.text)")
                #expect(try await stage.get("/healthz").status == 200)

                try disk.empty()
                #expect(try await stage.get("/readyz").status == 200)
                try await stage.deliver(late)
                try await stage.settle()
                stage.keepPrivate(shop.personalWords)
                #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
                try await stage.expectAudited()
            }
        }
    }

    @Test(.enabled(if: SmallDisk.isExpected, "needs to mount a small file system: run as root on Linux"))
    func aFullStoreKeepsWhatWasAcknowledged() async throws {
        var settings = StageSettings()
        settings.dataFolder = "store"
        try await Stage.run(settings) { stage in
            let folder = stage.folder.appending(path: "store").path
            try await SmallDisk.mounted(at: folder, megabytes: 12) { disk in
                // The inbox on a disk of its own: webhooks are taken as before.
                try await SmallDisk.mounted(at: stage.inbox, megabytes: 64) { _ in
                    let server = try await stage.serve()
                    var shop = SimulatedShop(settings: stage.settings.shop)
                    try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
                    try await stage.settle()
                    try disk.fill()
                    for _ in 0..<40 {
                        try await stage.deliver(shop.placeOrder(by: .newCustomer, at: .system()).deliveries)
                    }
                    let trouble = await server.errors.line { $0.contains("cannot be applied") }
                    #expect(trouble != nil)
                    let ready = try await stage.get("/readyz")
                    #expect(ready.status == 503, "\(ready.text)")
                    try disk.empty()
                    try await stage.settle()
                    #expect(try await stage.get("/readyz").status == 200)
                    stage.keepPrivate(shop.personalWords)
                    #expect(await Truth(shop: shop).differences(from: stage.hubspot) == [])
                    try await stage.expectAudited()
                }
            }
        }
    }
}
