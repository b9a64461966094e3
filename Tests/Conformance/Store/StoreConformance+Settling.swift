import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let settling: [StoreCheck] = [
        StoreCheck("A delivery makes the lane clean, with its state and link.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            let link = Link(object: "contacts", crmID: "c1", standing: .shared, isAdopted: true, associatedTo: "9")
            let report = try await stage.settle(
                claimed,
                .delivered(Stage.state, link: link, waitsForCustomer: nil),
                now: Stage.at(1)
            )
            #expect(
                report
                    == {
                        var expected = SettleReport(); expected.settled = 1; return expected
                    }()
            )
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .clean && entry.due == nil && entry.delivered == 1 && entry.link == link)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2))
            let again = try #require(try await stage.claim().first)
            try await stage.settle(again, Stage.delivered(nil))
            #expect(try await stage.store.link(Stage.lane(Stage.customerKey(1))) == link)
        },
        StoreCheck("A settlement under another epoch is refused, and changes nothing.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            #expect(try await stage.settle(claimed, Stage.delivered("c1"), epoch: 7).refused == 1)
            try await stage.advance(.seconds(31))
            let epoch = try await stage.own(as: "two")
            #expect(epoch == 2)
            #expect(try await stage.settle(claimed, Stage.delivered("c1"), epoch: 1).refused == 1)
            #expect(try await stage.settle(claimed, Stage.delivered("c1"), epoch: 2).refused == 1)
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .claimed && entry.link == nil && entry.deliveries.isEmpty)
            #expect(try await stage.release(before: 2, now: Stage.at(40)) == 1)
            let again = try #require(try await stage.claim(epoch: 2, now: Stage.at(40)).first)
            #expect(try await stage.settle(claimed, Stage.delivered("c1"), epoch: 1).refused == 1)
            #expect(try await stage.settle(again, Stage.delivered("c1"), epoch: 2).settled == 1)
        },
        StoreCheck("A refused settlement of what may be written marks the lane with force, with the refusal.") {
            stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let former = try #require(try await stage.claim().first)
            try await stage.advance(.seconds(31))
            try await stage.own(as: "two")
            try await stage.release(before: 2, now: Stage.at(1))
            let newer = try #require(try await stage.claim(epoch: 2, now: Stage.at(1)).first)
            try await stage.settle(newer, Stage.delivered("c1"), epoch: 2, now: Stage.at(2))
            let late = try await stage.settle(former, Stage.delivered("c1"), now: Stage.at(3), mayBeWritten: true)
            #expect(late.refused == 1 && late.settled == 0)
            let again = try #require(try await stage.claim(epoch: 2, now: Stage.at(3)).first)
            #expect(again.isForced && again.dirtySince == Stage.at(3))
            // In flight it stays, and is wanted anew.
            try await stage.settle(former, Stage.delivered("c1"), now: Stage.at(4), mayBeWritten: true)
            #expect(try await stage.settle(again, Stage.delivered(nil), epoch: 2, now: Stage.at(5)).dirtyAgain == 1)
            #expect(try await stage.claim(epoch: 2, now: Stage.at(5)).map(\.isForced) == [true])
        },
        StoreCheck("A settlement of a lane that is not claimed is refused, also a second one.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            #expect(try await stage.settle(claimed, Stage.delivered("c1")).settled == 1)
            #expect(try await stage.settle(claimed, .parked(Stage.fault)).refused == 1)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .clean)
            var stranger = claimed
            stranger.key = Stage.lane(Stage.customerKey(404))
            #expect(try await stage.settle(stranger, Stage.delivered("c1")).refused == 1)
        },
        StoreCheck("A settlement of an earlier revision is refused.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let old = try #require(try await stage.claim().first)
            try await stage.settle(old, .wait(due: Stage.at(1)))
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(1))
            let new = try #require(try await stage.claim(now: Stage.at(1)).first)
            #expect(try await stage.settle(old, Stage.delivered("c1")).refused == 1)
            #expect(try await stage.settle(new, Stage.delivered("c1")).settled == 1)
        },
        StoreCheck("Retry burns an attempt, wait does not; both are due as told.") { stage in
            try await stage.apply("w1", Stage.customer(1), receivedAt: Stage.at(-3))
            try await stage.own()
            let first = try #require(try await stage.claim().first)
            try await stage.settle(first, .retry(due: Stage.at(10), fault: Stage.fault), restoring: Stage.state)
            var entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.due == Stage.at(10) && entry.attempts == 1)
            #expect(entry.fault == Stage.fault && entry.delivered == 0)
            #expect(try await stage.claim(now: Stage.at(9)).isEmpty)
            let second = try #require(try await stage.claim(now: Stage.at(10)).first)
            #expect(second.delivered == Stage.state && second.dirtySince == Stage.at(-3))
            try await stage.settle(second, .wait(due: Stage.at(20)))
            entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.due == Stage.at(20) && entry.attempts == 1)
        },
        StoreCheck("A lane that was marked meanwhile becomes dirty instead of parked.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(1))
            let report = try await stage.settle(claimed, .parked(Stage.fault), now: Stage.at(2))
            #expect(report.settled == 1 && report.dirtyAgain == 1)
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .dirty && entry.due == Stage.at(2))
            let again = try #require(try await stage.claim(now: Stage.at(2)).first)
            try await stage.settle(again, .parked(Stage.fault), now: Stage.at(3), restoring: Stage.state)
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .parked)
            #expect(try await stage.store.release(FailureFilter(), discard: false, now: Stage.at(4)) == 1)
            #expect(try await stage.claim(now: Stage.at(4)).first?.delivered == Stage.state)
        },
        StoreCheck("Skipped is clean without a link.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            let claimed = try #require(try await stage.claim().first)
            try await stage.settle(claimed, .skipped(reason: "guests: ignore"))
            let entry = try #require(try await stage.entry(Stage.customerKey(1)))
            #expect(entry.state == .clean && entry.link == nil && entry.delivered == entry.wanted)
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == nil)
        },
        StoreCheck("What a former owner sent may come late: the lane is delivered once more, with force, after that.") {
            stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            _ = try await stage.claim()
            try await stage.advance(.seconds(31))
            try await stage.own(as: "two")
            #expect(try await stage.release(before: 2, now: Stage.at(1), redeliverAt: Stage.at(30)) == 1)
            let first = try #require(try await stage.claim(epoch: 2, now: Stage.at(1)).first)
            #expect(!first.isForced)
            try await stage.settle(first, Stage.delivered("c1"), epoch: 2, now: Stage.at(2))
            // Nothing is owed meanwhile.
            #expect(try await stage.entry(Stage.customerKey(1))?.state == .clean)
            #expect(try await stage.store.nextDue(destination: Stage.crm, pausedKinds: []) == nil)
            #expect(try await stage.store.overview().repeating == [Stage.crm: 1])
            #expect(try await stage.claim(epoch: 2, now: Stage.at(29)).isEmpty)
            let second = try #require(try await stage.claim(epoch: 2, now: Stage.at(30)).first)
            #expect(second.isForced && second.delivered == Stage.state && second.dirtySince == Stage.at(30))
            #expect(try await stage.store.overview().repeating.isEmpty)
            try await stage.settle(second, Stage.delivered(nil), epoch: 2, now: Stage.at(31))
            #expect(try await stage.store.overview().repeating.isEmpty)
            #expect(try await stage.claim(epoch: 2, now: Stage.at(90)).isEmpty)
        },
        StoreCheck("So is a lane whose call got no answer, or its next delivery after that time is forced.") { stage in
            try await stage.apply("w1", Stage.customer(1), Stage.customer(2))
            try await stage.own()
            let claimed = try await stage.claim()
            let retry = Settlement.Result.retry(due: Stage.at(5), fault: Stage.fault)
            try await stage.settle(claimed[0], retry, redeliverAt: Stage.at(30))
            try await stage.settle(claimed[1], Stage.delivered("c2"), redeliverAt: Stage.at(30))
            let again = try #require(try await stage.claim(now: Stage.at(5)).first)
            #expect(!again.isForced)
            try await stage.settle(again, .wait(due: Stage.at(60)))
            let late = try await stage.claim(now: Stage.at(30))
            #expect(late.map(\.key.record.id) == [2] && late.map(\.isForced) == [true])
            let forced = try await stage.claim(now: Stage.at(60))
            #expect(forced.map(\.key.record.id) == [1] && forced.map(\.isForced) == [true])
            try await stage.settle(forced[0], Stage.delivered("c1"))
            try await stage.apply("w2", Stage.customer(1, first: "Ada", version: 2), now: Stage.at(61))
            #expect(try await stage.claim(now: Stage.at(61)).map(\.isForced) == [false])
        },
        StoreCheck("Claims of former epochs are released, those of the current one are not.") { stage in
            try await stage.apply("w1", Stage.customer(1), receivedAt: Stage.at(-4))
            try await stage.own()
            _ = try await stage.claim()
            try await stage.advance(.seconds(31))
            let epoch = try await stage.own(as: "two")
            try await stage.apply("w2", Stage.customer(2), now: Stage.at(40))
            #expect(try await stage.claim(epoch: epoch, now: Stage.at(40)).map(\.key.record.id) == [2])
            #expect(try await stage.release(before: 9, now: Stage.at(41), of: DestinationName("sf")) == 0)
            #expect(try await stage.release(before: epoch, now: Stage.at(41)) == 1)
            #expect(try await stage.release(before: epoch, now: Stage.at(41)) == 0)
            let again = try await stage.claim(epoch: epoch, now: Stage.at(41))
            #expect(again.map(\.key.record.id) == [1])
            #expect(again.map(\.dirtySince) == [Stage.at(-4)])
            #expect(again.map(\.delivered) == [nil])
        },
        StoreCheck("Of a lane's notes the newest fifty are kept.") { stage in
            try await stage.apply("w1", Stage.customer(1))
            try await stage.own()
            for number in 0..<53 {
                let now = Stage.at(Int64(number))
                let claimed = try #require(try await stage.claim(now: now).first)
                let note = DeliveryNote(
                    at: now,
                    outcome: "retry",
                    crmID: "c1",
                    sent: ["email": "ü@x.example"],
                    message: "busy",
                    correlationID: "k\(number)",
                    lag: .milliseconds(1_500)
                )
                try await stage.settle(claimed, .retry(due: now, fault: Stage.fault), now: now, note: note)
            }
            let story = try #require(try await stage.store.story(of: Stage.customerKey(1), limit: 100))
            let notes = try #require(story.lanes.first).deliveries
            #expect(notes.map(\.correlationID) == (3..<53).map { "k\($0)" })
            #expect(notes.last?.lag == .milliseconds(1_500) && notes.last?.sent == ["email": "ü@x.example"])
            let short = try #require(try await stage.store.story(of: Stage.customerKey(1), limit: 2))
            #expect(short.lanes.first?.deliveries.map(\.correlationID) == ["k51", "k52"])
        },
    ]
}
