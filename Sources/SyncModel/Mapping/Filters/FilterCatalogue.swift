/// Every filter there is, in the order in which `mapping fields` prints them.
enum FilterCatalogue {
    static let all: [MappingFilter] = texts + lists + numbers + times + choices

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    static func nearest(to name: String) -> String? {
        NearestName.of(name, among: all.map(\.name))
    }
}
