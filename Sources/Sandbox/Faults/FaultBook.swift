/// The faults that are switched on; the first that matches a request hits it.
struct FaultBook: Sendable {
    private(set) var faults: [SandboxFault] = []
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func add(_ fault: SandboxFault) { faults.append(fault) }

    mutating func clear() { faults.removeAll() }

    /// The fault that hits this request, counted down.
    mutating func take(method: String, path: String) -> SandboxFault? {
        for index in faults.indices where faults[index].matches(method: method, path: path) {
            guard generator.chance(faults[index].probability) else { continue }
            let fault = faults[index]
            if let remaining = fault.remaining {
                faults[index].remaining = remaining - 1
                if remaining <= 1 { faults.remove(at: index) }
            }
            return fault
        }
        return nil
    }
}
