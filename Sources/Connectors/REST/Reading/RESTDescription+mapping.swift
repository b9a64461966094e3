package import SyncModel

// What shows only where a description and a mapping meet.
extension RESTDescription {
    /// Every mistake of the pair: names, and requests that cannot be made of a sample record.
    package func problems(with mapping: CompiledMapping) -> [DocumentProblem] {
        var problems: [DocumentProblem] = []
        for kind in RecordKind.allCases {
            guard let mark = marks[kind], let object = objects[kind] else {
                if mapping.object(kind) != nil, let mark = marks.values.first {
                    problems.append(
                        DocumentProblem(
                            mark,
                            "the mapping has a \"\(kind.rawValue)\" section, the description says nothing of it",
                            fix: "describe it under objects, or take the section out of the mapping"
                        )
                    )
                }
                continue
            }
            guard mapping.object(kind) != nil else { continue }
            problems += RESTPairing(object: object, kind: kind, mapping: mapping, mark: mark).problems
            problems += RESTSampleCheck(description: self, object: object, kind: kind, mapping: mapping).problems
        }
        return problems
    }
}

/// The names that a description and a mapping use of each other.
private struct RESTPairing {
    let object: RESTObject
    let kind: RecordKind
    let mapping: CompiledMapping
    let mark: DocumentMark

    var problems: [DocumentProblem] {
        let names = mapping.fieldNames(kind)
        var problems: [DocumentProblem] = []
        var used: Set<String> = []
        var isWhole = false
        for (key, operation) in object.operations {
            for placeholder in operation.placeholders {
                switch placeholder.name {
                case .fields: isWhole = true
                case .ownFields: used.formUnion(names.filter(OwnField.isOwn))
                case .field(let name):
                    used.insert(name)
                    guard !names.contains(name) else { continue }
                    let nearest = NearestName.of(name, among: names).map { "did you mean \"\($0)\"?" }
                    problems.append(
                        DocumentProblem(
                            operation.mark,
                            "\"\(key)\" sends \"\(name)\", which the mapping does not fill",
                            fix: nearest ?? "the mapping fills " + names.prefix(20).joined(separator: ", ")
                        )
                    )
                default: continue
                }
            }
        }
        if !isWhole {
            for name in names where !used.contains(name) && name != object.externalIDField {
                problems.append(
                    DocumentProblem(
                        mark,
                        "the mapping fills \"\(name)\", which no body sends",
                        fix: "use {fields.\(name)}"
                    )
                )
            }
        }
        if object.findByEmail != nil, !names.contains(object.emailField) {
            problems.append(
                DocumentProblem(
                    mark,
                    "the mapping does not fill \"\(object.emailField)\", by which people are found",
                    fix: "say which field holds the address, such as email: email_address"
                )
            )
        }
        if object.read == nil, let guarded = mapping.guardedFields(kind).first {
            problems.append(
                DocumentProblem(
                    mark,
                    "\"\(guarded)\" may be written only while it is empty, but the description has no read to see that",
                    fix: "describe read, or take if_empty out of the mapping"
                )
            )
        }
        return problems
    }
}
