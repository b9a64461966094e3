import ArgumentParser

/// How fast parked records are retried or given up, and when that stops.
struct PaceOptions: ParsableArguments {
    @Option(help: "So many records a second; without it all at once.") var rate: Int?
    @Option(
        name: .customLong("stop-at"),
        help: "With --rate: stop once so many are parked meanwhile. Default of a retry: 10; a discard goes on."
    )
    var stopAt: Int?

    func validate() throws {
        guard rate.map({ (1...1_000).contains($0) }) ?? true else { throw ValidationError("--rate takes 1 to 1000.") }
        guard stopAt.map({ (1...1_000).contains($0) }) ?? true else {
            throw ValidationError("--stop-at takes 1 to 1000.")
        }
        if stopAt != nil, rate == nil { throw ValidationError("--stop-at looks between portions: give a --rate too.") }
    }

    /// - Throws: `ValidationError` where a server is to do at a pace what it does at once.
    func refuse(with server: ServerOption) throws {
        guard rate != nil, server.isOn else { return }
        throw ValidationError("--rate works beside the store alone: with --server all are taken at once.")
    }
}
