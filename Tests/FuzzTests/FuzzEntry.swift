// Only where `script/fuzz` builds this: what libFuzzer calls with each of its inputs.
#if FUZZING
import Foundation

private let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["SLUICE_FUZZ_TARGET"] ?? ""
    guard let found = FuzzTarget.all.first(where: { $0.name == name }) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
        FileHandle.standardError.write(Data("SLUICE_FUZZ_TARGET is one of: \(names)\n".utf8))
        exit(2)
    }
    return found
}()

/// Called once, before the first input: puts the target's own seeds, and what the contracts have, where libFuzzer looks for its corpus.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    guard let folder = ProcessInfo.processInfo.environment["SLUICE_FUZZ_CORPUS"] else { return 0 }
    for (number, seed) in (chosen.seeds + chosen.contracts).enumerated() {
        try? Data(seed).write(to: URL(fileURLWithPath: "\(folder)/seed-\(number)"))
    }
    return 0
}

/// Called with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
#endif
