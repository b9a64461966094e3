import Foundation
import Testing

/// A short pass, the same in every run; `script/fuzz` makes a long one that learns.
@Suite(.timeLimit(.minutes(3))) struct FuzzPassTests {
    private static let rounds = 3_000
    /// In a debug build, on a machine that does other things too.
    private static let longest = Duration.seconds(5)

    @Test(arguments: FuzzTarget.all.map(\.name))
    func whateverComesIsReadOrRefusedAndSoon(_ name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let seeds = target.seeds + target.contracts
        for seed in seeds { target.run(seed) }
        var mutator = Mutator(seed: 20_261_127)
        for round in 0..<Self.rounds {
            let bytes = mutator.mutated(seeds)
            let spent = ContinuousClock().measure { target.run(bytes) }
            #expect(spent < Self.longest, "round \(round): \(bytes.count) bytes took \(spent)")
        }
    }

    @Test func depthAndLengthEndNowhereElse() {
        let extremes = [
            String(repeating: "[", count: 200_000), String(repeating: "{\"a\":", count: 100_000),
            "{\"id\":" + String(repeating: "9", count: 500_000) + "}", String(repeating: "(", count: 100_000),
            String(repeating: "order.name | upper | ", count: 5_000), String(repeating: "\"", count: 100_001),
            String(repeating: "a: ", count: 50_000), String(repeating: "not ", count: 50_000),
        ]
        for target in FuzzTarget.all {
            for text in extremes {
                let spent = ContinuousClock().measure { target.run(Array(text.utf8)) }
                #expect(spent < Self.longest, "\(target.name): \(text.prefix(20))… took \(spent)")
            }
        }
    }

    @Test func answersAreReadByADescription() { #expect(FuzzTarget.isDescribed) }
}
