/// Something that reads bytes from outside: whatever they are, it ends, soon, and does not crash.
struct FuzzTarget: Sendable {
    var name: String
    /// What it is made to read; the folder of real ones adds to them, where it is there.
    var seeds: [[UInt8]]
    /// Where real ones lie, below the folder of the contracts, or among the project's examples.
    var folders: [String] = []
    /// What a file there is made into.
    var made: @Sendable ([UInt8]) -> [[UInt8]]
    var run: @Sendable ([UInt8]) -> Void

    init(
        _ name: String,
        seeds: [String],
        folders: [String] = [],
        made: @escaping @Sendable ([UInt8]) -> [[UInt8]] = { [$0] },
        _ run: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.name = name
        self.seeds = seeds.map { Array($0.utf8) }
        self.folders = folders
        self.made = made
        self.run = run
    }
}
