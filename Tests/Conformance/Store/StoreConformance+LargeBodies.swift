import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let largeBodies: [StoreCheck] = [
        StoreCheck("A large body is there as it was kept until it is removed.") { stage in
            let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0) }
            #expect(try await stage.store.largeBody("a") == nil)
            try await stage.store.keepLargeBody("a", [1], now: Stage.start)
            try await stage.store.keepLargeBody("a", body, now: Stage.start)
            try await stage.store.keepLargeBody("b", [2], now: Stage.start)
            #expect(try await stage.store.largeBody("a") == body)
            try await stage.store.removeLargeBodies(["a", "never there"])
            #expect(try await stage.store.largeBody("a") == nil)
            #expect(try await stage.store.largeBody("b") == [2])
        },
        StoreCheck("Large bodies that nobody came for are removed by their age.") { stage in
            try await stage.store.keepLargeBody("old", [1], now: Stage.start)
            try await stage.store.keepLargeBody("new", [2], now: Stage.at(10))
            #expect(try await stage.store.removeLargeBodies(keptBefore: Stage.at(10)) == 1)
            #expect(try await stage.store.largeBody("old") == nil)
            #expect(try await stage.store.largeBody("new") == [2])
            #expect(try await stage.store.removeLargeBodies(keptBefore: Stage.at(10)) == 0)
        },
    ]
}
