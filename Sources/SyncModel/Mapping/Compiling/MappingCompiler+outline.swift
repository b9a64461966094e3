extension MappingCompiler {
    /// What a document with mistakes still tells: its sections with the names of their fields, and none of their values.
    ///
    /// Enough to read or to empty in the CRM what was ever written there by it; nothing is to be delivered by it.
    ///
    /// - Parameter document: read as text, whatever is wrong with its meaning.
    /// - Returns: `nil` where the fields of a section cannot be told.
    package func outline(_ document: DocumentNode) -> CompiledMapping? {
        guard case .mapping = document.value else { return nil }
        var objects: [RecordKind: CompiledObject] = [:]
        for kind in RecordKind.allCases {
            guard let section = document[kind.rawValue] else { continue }
            guard let names = section["fields"]?.keys else { return nil }
            let marks = section["otherwise"]?["mark"]?.keys ?? []
            var all: [String] = []
            for name in [options.externalIDs[kind]].compactMap({ $0 }) + names + marks where !all.contains(name) {
                all.append(name)
            }
            objects[kind] = CompiledObject(
                object: section["object"]?.text ?? options.objects[kind]?.first ?? "",
                externalIDField: options.externalIDs[kind] ?? section["external_id"]?.text,
                fields: all.prefix(MappingReader.maximumFields).map { name in
                    CompiledField(
                        name: name,
                        value: CompiledExpression(type: .text) { _ in nil },
                        write: .onCreate,
                        adopted: .onCreate
                    )
                }
            )
        }
        return objects.isEmpty ? nil : CompiledMapping(fingerprint: 0, objects: objects, warnings: [])
    }
}

extension DocumentNode {
    /// The keys of a mapping; `nil` for anything else.
    fileprivate var keys: [String]? {
        guard case .mapping(let members) = value else { return nil }
        return members.map(\.key)
    }
}
