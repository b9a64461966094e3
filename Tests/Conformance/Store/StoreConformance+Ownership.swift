import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let ownership: [StoreCheck] = [
        StoreCheck("A lease is one owner's until it expires; renewing keeps the epoch.") { stage in
            let store = stage.store
            let first = try #require(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)))
            #expect(first.epoch == 1 && first.owner == "one" && first.name == "a")
            #expect(try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10)) == nil)
            try await stage.advance(.seconds(6))
            let renewed = try #require(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)))
            #expect(renewed.epoch == 1)
            #expect(renewed.expiresAt.since(first.expiresAt) >= .seconds(6))
            try await stage.advance(.seconds(6))
            #expect(try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10)) == nil)
            let other = try #require(try await store.acquire(lease: "b", owner: "two", lasting: .seconds(10)))
            #expect(other.epoch == 1)
        },
        StoreCheck("The epoch rises with each owner, and where an owner comes back after the end.") { stage in
            let store = stage.store
            _ = try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10))
            try await stage.advance(.seconds(11))
            #expect(try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10))?.epoch == 2)
            try await stage.advance(.seconds(11))
            #expect(try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10))?.epoch == 3)
            #expect(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)) == nil)
        },
        StoreCheck("A lease that is given up is free at once, by its owner's word only.") { stage in
            let store = stage.store
            let lease = try #require(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)))
            var stranger = lease
            stranger.owner = "two"
            try await store.giveUp(stranger)
            var former = lease
            former.epoch = 0
            try await store.giveUp(former)
            #expect(try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10)) == nil)
            try await store.giveUp(lease)
            #expect(try await store.acquire(lease: "a", owner: "two", lasting: .seconds(10))?.epoch == 2)
            try await store.giveUp(lease)
            #expect(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)) == nil)
        },
        StoreCheck("A lease tells its holder, and is taken over from exactly that one with a greater epoch.") { stage in
            let store = stage.store
            #expect(try await store.holder(of: "a") == nil)
            let first = try #require(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)))
            #expect(try await store.holder(of: "a") == first)
            var stranger = first
            stranger.owner = "three"
            #expect(try await store.takeOver(stranger, owner: "two", lasting: .seconds(10)) == nil)
            let second = try #require(try await store.takeOver(first, owner: "two", lasting: .seconds(20)))
            #expect(second.epoch == 2 && second.owner == "two" && second.name == "a")
            #expect(second.expiresAt.since(first.expiresAt) >= .seconds(10))
            #expect(try await store.holder(of: "a") == second)
            #expect(try await store.takeOver(first, owner: "three", lasting: .seconds(10)) == nil)
            #expect(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)) == nil)
            try await stage.advance(.seconds(21))
            #expect(try await store.holder(of: "a") == nil)
            let third = try #require(try await store.acquire(lease: "a", owner: "one", lasting: .seconds(10)))
            #expect(third.epoch == 3)
            try await store.giveUp(third)
            #expect(try await store.holder(of: "a") == nil)
        },
        StoreCheck("Pauses are set, replaced and lifted by destination.") { stage in
            let store = stage.store
            let byHand = Pause(
                destination: Stage.crm,
                scope: .destination,
                fault: nil,
                since: Stage.at(1),
                probeAt: nil
            )
            let fault = DeliveryFault(.missingScope, .pause(.kind(.order)), message: "scope ü missing", fields: ["x"])
            let byFault = Pause(
                destination: Stage.crm,
                scope: .kind(.order),
                fault: fault,
                since: Stage.at(2),
                probeAt: Stage.at(62)
            )
            let other = Pause(
                destination: DestinationName("sf"),
                scope: .kind(.customer),
                fault: nil,
                since: Stage.at(3),
                probeAt: nil
            )
            var currency = other
            currency.scope = .currency("EUR")
            for pause in [other, byFault, currency, byHand] { try await store.pause(pause) }
            #expect(try await store.pauses() == [byHand, byFault, currency, other])
            var later = byFault
            later.since = Stage.at(9)
            later.probeAt = nil
            try await store.pause(later)
            #expect(try await store.pauses() == [byHand, later, currency, other])
            #expect(try await store.overview().pauses == [byHand, later, currency, other])
            #expect(try await store.resume(Stage.crm))
            #expect(try await store.pauses() == [currency, other])
            #expect(try await store.resume(Stage.crm) == false)
        },
    ]
}
