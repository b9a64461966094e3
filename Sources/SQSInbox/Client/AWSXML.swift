/// Single values out of the flat XML that STS, and some errors, are written in.
enum AWSXML {
    /// The text of the first element of that name; `nil` where there is none.
    static func value(_ name: String, in text: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>"),
            let end = text[start.upperBound...].firstRange(of: "</\(name)>")
        else { return nil }
        var value = String(text[start.upperBound..<end.lowerBound])
        for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            value = value.replacing(entity, with: sign)
        }
        return value
    }
}
