import SyncModel
import Testing

@Suite struct AlertRulesTests {
    private static let now = Instant(seconds: 1_780_000_000)
    private static let day = Duration.seconds(86_400)

    private func kinds(_ rules: AlertRules = AlertRules(), _ change: (inout AlertFacts) -> Void) -> [AlertKind] {
        var facts = AlertFacts(
            stores: [AlertFacts.Store(StoreName("acme"))],
            destinations: [AlertFacts.Destination(DestinationName("hubspot"))]
        )
        change(&facts)
        return rules.conditions(facts, now: Self.now).map(\.kind)
    }

    @Test func nothingIsSaidWhereAllIsWell() {
        #expect(kinds { _ in }.isEmpty)
        #expect(
            kinds { facts in
                facts.stores[0].lastReceiptAt = Self.now - Self.day * 90
                facts.stores[0].versionEnds = Self.now + Self.day * 31
                (facts.stores[0].askedVersion, facts.stores[0].servedVersion) = ("2026-07", "2026-07")
                facts.stores[0].tokenEnds = Self.now + Self.day * 31
                facts.destinations[0].waitingSince = Self.now - .seconds(899)
                facts.destinations[0].parked = 9
            }.isEmpty
        )
    }

    /// A wrong secret, or webhooks made for another address: nothing of it is ever taken.
    @Test func aStoreThatNeverSentAnythingIsSilentSinceItIsHeard() {
        var rules = AlertRules()
        rules.silence = .seconds(3_600)
        #expect(kinds(rules) { $0.stores[0].listenedSince = Self.now - .seconds(3_600) } == [.noDelivery])
        #expect(kinds(rules) { $0.stores[0].listenedSince = Self.now - .seconds(3_599) }.isEmpty)
        #expect(kinds { $0.stores[0].listenedSince = Self.now - Self.day * 90 }.isEmpty)
        #expect(
            kinds(rules) { facts in
                facts.stores[0].listenedSince = Self.now - Self.day
                facts.stores[0].lastReceiptAt = Self.now - .seconds(60)
            }.isEmpty
        )
    }

    /// No lane is marked by what is not applied, so no destination tells of it.
    @Test func webhooksThatWaitInAnInboxAreLag() {
        func waiting(_ seconds: Int) -> [AlertKind] {
            kinds { facts in
                facts.inboxes = [AlertFacts.Inbox(server: "a/1", waitingSince: Self.now - .seconds(seconds))]
            }
        }
        #expect(waiting(899).isEmpty)
        #expect(waiting(900) == [.lag])
    }

    @Test func aSilentStoreIsToldByItsHabitOrByALimit() {
        let silence = Silence(
            store: StoreName("acme"),
            since: Self.now - Self.day,
            usualPause: .seconds(60),
            certainty: .suspected,
            foundAt: Self.now
        )
        #expect(kinds { $0.stores[0].silence = silence } == [.noDelivery])
        var rules = AlertRules()
        rules.silence = .seconds(3_600)
        #expect(kinds(rules) { $0.stores[0].lastReceiptAt = Self.now - .seconds(3_600) } == [.noDelivery])
        #expect(kinds(rules) { $0.stores[0].lastReceiptAt = Self.now - .seconds(3_599) }.isEmpty)
        // One that never sent anything is not set up yet.
        #expect(kinds(rules) { _ in }.isEmpty)
    }

    @Test func limitsAreReachedAtTheirValue() {
        #expect(kinds { $0.destinations[0].waitingSince = Self.now - .seconds(900) } == [.lag])
        #expect(kinds { $0.destinations[0].parked = 10 } == [.failures])
        #expect(kinds { $0.destinations[0].dayEndsIn = .seconds(60) } == [.quota])
        #expect(kinds { $0.stores[0].versionEnds = Self.now + Self.day * 30 } == [.apiVersion])
        #expect(kinds { $0.stores[0].tokenEnds = Self.now + Self.day * 30 } == [.credentials])
        #expect(kinds { $0.stores[0].missingTopics = ["orders/updated"] } == [.subscription])
        #expect(kinds { $0.stores[0].gaps = ["orders/updated"] } == [.subscription])
        #expect(
            kinds { ($0.stores[0].askedVersion, $0.stores[0].servedVersion) = ("2026-07", "2026-10") } == [.apiVersion]
        )
    }

    @Test func aPauseSaysItAllAndTheCRMsWordsNot() throws {
        let fault = DeliveryFault(.unauthorized, .pause(.destination), message: "token of ada@example.com revoked")
        var destination = AlertFacts.Destination(DestinationName("hubspot"))
        destination.waitingSince = Self.now - Self.day
        destination.pauses = [
            Pause(
                destination: destination.name,
                scope: .destination,
                fault: fault,
                since: Self.now,
                probeAt: Self.now
            )
        ]
        let found = AlertRules().conditions(AlertFacts(destinations: [destination]), now: Self.now)
        #expect(found.map(\.kind) == [.paused])
        let message = try #require(found.first?.message)
        #expect(message.contains("unauthorized") && !message.contains("ada@example.com"))
        destination.pauses[0].scope = .currency("EUR")
        let part = try #require(AlertRules().conditions(AlertFacts(destinations: [destination]), now: Self.now).first)
        #expect(part.message.hasPrefix("a part (currency EUR) is not delivered"))
    }

    @Test func aPartThatIsPausedHidesNeitherTheRestNorALag() throws {
        func pause(_ scope: PauseScope, _ code: DeliveryFault.Code) -> Pause {
            Pause(
                destination: DestinationName("hubspot"),
                scope: scope,
                fault: DeliveryFault(code, .pause(scope), message: "x"),
                since: Self.now,
                probeAt: Self.now
            )
        }
        var destination = AlertFacts.Destination(DestinationName("hubspot"))
        destination.waitingSince = Self.now - Self.day
        func conditions() -> [AlertCondition] {
            AlertRules().conditions(AlertFacts(destinations: [destination]), now: Self.now)
        }
        destination.pauses = [pause(.currency("EUR"), .unknownCurrency)]
        #expect(conditions().map(\.kind) == [.paused, .lag])
        #expect(conditions().last?.message.contains("perhaps of what is paused (currency EUR)") == true)
        let part = try #require(conditions().first)
        destination.pauses.append(pause(.kind(.order), .missingField))
        let parts = try #require(conditions().first)
        #expect(
            parts.message.hasPrefix("parts (currency EUR, order) are not delivered: missing_field, unknown_currency")
        )
        #expect(parts.aspects.isStrictSuperset(of: part.aspects))
        destination.pauses.append(pause(.destination, .unauthorized))
        let whole = try #require(conditions().first)
        #expect(whole.message.hasPrefix("nothing is delivered: unauthorized."))
        #expect(whole.aspects.isStrictSuperset(of: parts.aspects))
        #expect(conditions().map(\.kind) == [.paused])
    }
}
