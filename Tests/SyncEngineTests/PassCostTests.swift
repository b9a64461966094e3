import Testing

@testable import SyncEngine

@Suite struct PassCostTests {
    @Test func withCallsToSpareEveryPassTakesEverything() {
        var cost = PassCost()
        for _ in 1...5 {
            #expect(cost.next == .everything)
            cost.began(.everything, isEmpty: false)
            cost.ended(.everything, admitted: 0)
        }
    }

    @Test func whileCallsAreScarceEveryThirdPassTakesChangesToo() {
        var cost = PassCost()
        var extents: [PassCost.Extent] = []
        for _ in 1...6 {
            cost.mustWait()
            extents.append(cost.next)
            cost.began(cost.next, isEmpty: false)
        }
        #expect(extents == [.newOnly, .newOnly, .everything, .newOnly, .newOnly, .everything])
    }

    @Test func whereNothingIsNewChangesWaitNoLonger() {
        var cost = PassCost()
        cost.mustWait()
        #expect(cost.next == .newOnly)
        cost.began(.newOnly, isEmpty: true)
        #expect(cost.next == .everything)
    }

    @Test func whatAPassTakesIsLearntByWhatItTakesAlong() {
        var cost = PassCost()
        #expect(cost.expected(.everything) == 1)
        for pass in 1...40 { cost.ended(.everything, admitted: pass * 4) }
        #expect(cost.expected(.everything) == 4)
        #expect(cost.expected(.newOnly) == 1)
        #expect(cost.expected(.history) == 1)
        for pass in 1...40 { cost.ended(.newOnly, admitted: 160 + pass * 2) }
        #expect(cost.expected(.newOnly) == 2)
    }
}
