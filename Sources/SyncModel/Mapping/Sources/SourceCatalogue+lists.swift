extension SourceCatalogue {
    /// What each line says, as lists over an order's lines; what was removed is left out, and so is what is empty.
    static let lists: [SourceField] = line.filter { $0.path != "line.id" }.map(list)

    private static func list(_ field: SourceField) -> SourceField {
        SourceField(
            pattern: "order.lines." + field.path.dropFirst("line.".count),
            .list,
            "Of every line: \(field.summary.prefix(1).lowercased())\(field.summary.dropFirst())",
            example: field.example,
            items: field.type.isNumeric ? .number : .text
        ) { names in
            let read = field.reader(names)
            return { subject in
                switch subject.facts.order.lines {
                case .absent: return nil
                case .null: return .clear
                case .value(let lines):
                    var items: [String] = []
                    for index in lines.indices where lines[index].currentQuantity > 0 {
                        guard let value = read(MappingSubject(subject.facts, lineIndex: index)), !value.isEmpty else {
                            continue
                        }
                        items.append(value.readable)
                    }
                    return .list(items)
                }
            }
        }
    }
}
