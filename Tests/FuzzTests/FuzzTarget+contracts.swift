import Foundation

extension FuzzTarget {
    /// Beside the target's own seeds: real bodies and files, where the contracts lie beside the project.
    ///
    /// Small ones, since a mutation changes little.
    var contracts: [[UInt8]] {
        let root = ProcessInfo.processInfo.environment["SLUICE_SHARED"] ?? "../shared"
        return folders.flatMap { folder -> [[UInt8]] in
            let path = folder.hasPrefix("Examples/") ? folder : "\(root)/contracts/\(folder)"
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return names.sorted().compactMap { FileManager.default.contents(atPath: "\(path)/\($0)") }
                .filter { $0.count <= 32 << 10 }
                .flatMap { made([UInt8]($0)) }
        }
    }

    /// A recorded conversation's headers, as lines.
    static func headerLines(_ recorded: [UInt8]) -> [[UInt8]] {
        let whole = try? JSONSerialization.jsonObject(with: Data(recorded)) as? [String: Any]
        guard let headers = whole?["headers"] as? [String: String] else { return [recorded] }
        return [Array(headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n").utf8)]
    }

    /// The values of a mapping document, one by one.
    static func mappingValues(_ document: [UInt8]) -> [[UInt8]] {
        String(decoding: document, as: UTF8.self).split(separator: "\n").compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return value.isEmpty ? nil : Array(value.utf8)
        }
    }
}
