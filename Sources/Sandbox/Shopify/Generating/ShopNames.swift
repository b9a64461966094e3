/// What invented people, places and goods are made from.
///
/// All of it is fiction.
enum ShopNames {
    static let first = [
        "Ada", "Grace", "Jürgen", "Zoë", "Émile", "Noor", "Mateo", "Ingrid", "Kofi", "Yuki", "Siobhán", "Łukasz",
        "Amara", "Oliver", "Priya", "Chloé", "Tomás", "Freja", "Ibrahim", "Mei", "陽子", "O'Neil",
    ]
    static let last = [
        "Byron", "Müller", "García", "Okafor", "Lindqvist", "O'Brien", "Dupont", "Nakamura", "Silva", "Kowalski",
        "van den Berg", "Smith-Jones", "Rossi", "Hansen", "佐藤", "Nguyễn", "Ferreira", "Novák", "Campbell", "Haddad",
    ]

    struct Place: Sendable {
        let street: String
        let city: String
        let province: String?
        let provinceCode: String?
        let country: String
        let code: String
        let zip: String
        let dialling: String
        let currency: String
    }

    static let places = [
        Place("Elm St.", "Springfield", "Illinois", "IL", "United States", "US", "62701", "+1217555", "USD"),
        Place("Mission Street", "San Francisco", "California", "CA", "United States", "US", "94105", "+1415555", "USD"),
        Place("O'Connor Street", "Ottawa", "Ontario", "ON", "Canada", "CA", "K2P 2L8", "+1613555", "CAD"),
        Place("High Street", "Bath", "England", "ENG", "United Kingdom", "GB", "BA1 5AN", "+441225", "GBP"),
        Place("Königstraße", "Köln", nil, nil, "Germany", "DE", "50667", "+492215", "EUR"),
        Place("Rue de l'Église", "Lyon", nil, nil, "France", "FR", "69002", "+334785", "EUR"),
        Place("Calle Mayor", "Sevilla", "Sevilla", "SE", "Spain", "ES", "41001", "+349545", "EUR"),
        Place("Jingumae", "Shibuya-ku", "Tōkyō", "JP-13", "Japan", "JP", "150-0001", "+813555", "JPY"),
        Place("George Street", "Sydney", "New South Wales", "NSW", "Australia", "AU", "2000", "+612555", "AUD"),
    ]

    static let goods: [(title: String, sku: String, price: Int64, grams: Int)] = [
        ("Aviator sunglasses", "SUN-AVI", 8_999, 100), ("Mid-century lounger", "FUR-LNG", 15_999, 1_000),
        ("Coffee table", "FUR-CTB", 11_999, 500), ("Wool hat", "HAT-WOL", 1_700, 80),
        ("Café mug \"Grande\"", "MUG-GRD", 1_250, 350), ("Linen shirt", "SHI-LIN", 5_450, 220),
        ("Gift wrapping", "SRV-GFT", 399, 0), ("Notebook, dotted", "NOT-DOT", 1_995, 300),
        ("Trail backpack 32 l", "BAG-T32", 12_900, 1_150), ("Olive oil 0.5 l", "OIL-050", 1_490, 600),
    ]

    static let variants = ["Small", "Medium", "Large", "Black / 42", "Natural"]
    static let tags = ["vip", "wholesale", "newsletter", "returning", "b2b", "summer-2026"]
    static let discountCodes = ["WELCOME10", "SPRING", "FREUNDE-15"]
    static let notes = ["This customer loves ice cream", "Leave at the door", "Rückruf erbeten"]
    /// Millionths of a unit for one US dollar.
    static let rates: [String: Int64] = [
        "USD": 1_000_000, "CAD": 1_380_000, "GBP": 760_000, "EUR": 870_000, "JPY": 151_000_000, "AUD": 1_520_000,
    ]
}

extension ShopNames.Place {
    init(
        _ street: String,
        _ city: String,
        _ province: String?,
        _ provinceCode: String?,
        _ country: String,
        _ code: String,
        _ zip: String,
        _ dialling: String,
        _ currency: String
    ) {
        self.init(
            street: street,
            city: city,
            province: province,
            provinceCode: provinceCode,
            country: country,
            code: code,
            zip: zip,
            dialling: dialling,
            currency: currency
        )
    }
}
