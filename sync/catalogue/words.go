package catalogue

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// field is what a column of the file fills.
type field uint8

const (
	extra field = iota // nothing of a webshop's; kept by its header
	sourceID
	productType
	sku
	barcode
	name
	published
	featured
	visibility
	shortDescription
	description
	saleFrom
	saleTo
	taxStatus
	taxClass
	stockStatus
	stock
	lowStock
	backorders
	soldIndividually
	weight
	length
	width
	height
	reviewsAllowed
	purchaseNote
	salePrice
	regularPrice
	categories
	tags
	brands
	shippingClass
	images
	imageAlt
	downloadLimit
	downloadExpiry
	parent
	grouped
	upsells
	crossSells
	externalURL
	buttonText
	position
	costOfGoods
	// repeated columns, with a number or a key
	attributeName
	attributeValues
	attributeVisible
	attributeGlobal
	attributeDefault
	downloadID
	downloadName
	downloadURL
	meta
)

// words are the names of a field.
type words struct {
	field field
	key   string // in --map FIELD=COLUMN
	woo   string // WooCommerce's header; a unit in brackets behind it does not matter
	other string // headers of other programs and languages, the best first, separated by "|"
	// single are headers whose columns hold one name and no list, so that a comma in it is no separator; they come after other.
	single string
}

// vocabulary lists every field that a single column fills. The Nordic, German and English headers are those of ERP exports and
// of WooCommerce's own export in these languages.
var vocabulary = [...]words{
	{sourceID, "id", "ID", "", ""},
	{productType, "type", "Type", "product type|producttype|typ|produkttype|produkttyp|varetype", ""},
	{sku, "sku", "SKU", "item no|item number|item code|article no|article number|article code|art no|artno|product no|product number|product code|part number|part no|stock code|" +
		"varenr|varenummer|vare nr|varekode|artikelnummer|artikelnr|artikel nr|artnr|artikkelnummer|artikkelnr|produktnummer|produktnr|produktkode|tuotenumero|tuotekoodi|tuotenro", ""},
	{barcode, "barcode", "GTIN, UPC, EAN, or ISBN", "gtin|ean|ean13|ean code|ean kode|eankod|ean nummer|ean nr|barcode|bar code|stregkode|strekkode|streckkod|strichcode|viivakoodi|upc|isbn|" +
		"gtin upc ean oder isbn|gtin upc ean eller isbn", ""},
	{name, "name", "Name", "product name|item name|article name|varetekst|varenavn|produktnavn|produktnamn|produktname|artikelnamn|artikelname|artikelbenämning|artikelbezeichnung|artikkelnavn|" +
		"benævnelse|benevnelse|benämning|bezeichnung|navn|namn|tuotenimi|nimi|title|titel|tittel|product title|product", ""},
	{published, "published", "Published", "veröffentlicht|publicerad|publisert|udgivet|julkaistu|on web|show on web|show in webshop|vis på web|vis i webshop|vis i nettbutikk|visa på webben", ""},
	{featured, "featured", "Is featured?", "featured|ist hervorgehoben|är utvald|utvald|er utvalgt|fremhævet|fremhevet", ""},
	{visibility, "visibility", "Visibility in catalog", "visibility|catalog visibility|sichtbarkeit im katalog|synlighet i katalog|synlighed i katalog", ""},
	{shortDescription, "short_description", "Short description", "kurzbeschreibung|kort beskrivning|kort beskrivelse|lyhyt kuvaus", ""},
	{description, "description", "Description", "long description|web description|beskrivning|beskrivelse|beschreibung|kuvaus|langbeschreibung|lang beskrivelse|lång beskrivning|item description", ""},
	{saleFrom, "sale_from", "Date sale price starts", "datum an dem angebotspreis beginnt|offer from|tilbud fra|angebot von|kampanj från", ""},
	{saleTo, "sale_to", "Date sale price ends", "datum an dem angebotspreis endet|offer to|offer until|tilbud til|angebot bis|kampanj till", ""},
	{taxStatus, "tax_status", "Tax status", "steuerstatus|momsstatus", ""},
	{taxClass, "tax_class", "Tax class", "steuerklasse|momsklass|momsklasse|mvaklasse", ""},
	{stockStatus, "stock_status", "In stock?", "stock status|vorrätig|i lager|på lager|varastossa", ""},
	{stock, "stock", "Stock", "qty|quantity|stock quantity|stock qty|on hand|qty on hand|quantity on hand|inventory|" +
		"beholdning|lagerbeholdning|lager|lagerantal|lagersaldo|saldo|antal|antall|disponibel|disponibelt|bestand|lagerbestand|menge|varasto|varastosaldo", ""},
	{lowStock, "low_stock", "Low stock amount", "geringe lagermenge|minimum stock|min stock|reorder point|minsteholdning|minimumsbeholdning|minimumlager|mindestbestand|lågt lager", ""},
	{backorders, "backorders", "Backorders allowed?", "backorders|lieferrückstande erlaubt|lieferrückstände erlaubt|rückstände erlaubt|restorder|restordrer", ""},
	{soldIndividually, "sold_individually", "Sold individually?", "nur einzeln verkaufen|säljs individuellt|sælges enkeltvis|selges enkeltvis", ""},
	{weight, "weight", "Weight", "vægt|vekt|vikt|gewicht|paino|net weight|nettovægt|nettovekt|nettovikt|nettogewicht|gross weight|bruttovægt|bruttovekt|bruttovikt|bruttogewicht", ""},
	{length, "length", "Length", "længde|lengde|längd|länge|pituus", ""},
	{width, "width", "Width", "bredde|bredd|breite|leveys", ""},
	{height, "height", "Height", "højde|høyde|höjd|höhe|korkeus", ""},
	{reviewsAllowed, "reviews_allowed", "Allow customer reviews?", "kundenrezensionen erlauben|kundenbewertungen erlauben|tillåt kundrecensioner", ""},
	{purchaseNote, "purchase_note", "Purchase note", "hinweis zum kauf|köpnotering", ""},
	{salePrice, "sale_price", "Sale price", "offer|offer price|special price|discount price|campaign price|promotion price|tilbudspris|kampagnepris|kampanjepris|kampanjpris|reapris|" +
		"angebotspreis|aktionspreis|sonderpreis|tarjoushinta", ""},
	{regularPrice, "regular_price", "Regular price", "price|sales price|selling price|retail price|unit price|list price|rrp|regulärer preis|ordinarie pris|ordinær pris|normalpris|normalpreis|" +
		"salgspris|salgspris 1|udsalgspris|utsalgspris|utpris|försäljningspris|pris|verkaufspreis|vk preis|vk|preis|listenpreis|listepris|listpris|veiledende pris|vejledende pris|myyntihinta|hinta", ""},
	{categories, "categories", "Categories", "kategorien|kategorier|kategoriat|product categories|inventory categories",
		"category|inventory category|product category|group|product group|item group|article group|varegruppe|varegruppenavn|produktgruppe|produktgrupp|varugrupp|artikelgrupp|artikelgruppe|warengruppe|produktkategori|kategori|kategorie|tuoteryhmä"},
	{tags, "tags", "Tags", "schlagwörter|stikord|etiketter|avainsanat|keywords", ""},
	{brands, "brands", "Brands", "marken|varumärken|mærker|merker|manufacturers",
		"brand|brand name|manufacturer|mærke|merke|märke|varemærke|varemerke|varumärke|marke|producent|produsent|fabrikant|tillverkare|hersteller|valmistaja|maker|supplier|supplier name|vendor|leverandør|leverandørnavn|leverantör|lieferant|toimittaja"},
	{shippingClass, "shipping_class", "Shipping class", "versandklasse|fraktklass|fraktklasse|forsendelsesklasse", ""},
	{images, "images", "Images", "image|image url|image urls|picture|picture url|pictures|bilder|bild|bild url|bilde|billeder|billede|billede url|kuvat|kuva", ""},
	{imageAlt, "image_alt", "Image alt text", "image alt|images alt|images alt text|image alt texts|alt text|alt texts|bild alt text|billede alt tekst|bilde alt tekst|alternativtext|alternativ tekst", ""},
	{downloadLimit, "download_limit", "Download limit", "downloadlimit", ""},
	{downloadExpiry, "download_expiry", "Download expiry days", "ablauftage des downloads", ""},
	{parent, "parent", "Parent", "parent sku|parent item|übergeordnetes produkt|överordnad|forælder|forelder|hovedvare|hovedvarenr|masterartikel", ""},
	{grouped, "grouped", "Grouped products", "gruppierte produkte|grupperade produkter|grupperede produkter|grupperte produkter", ""},
	{upsells, "upsells", "Upsells", "up sells|zusatzverkäufe|merförsäljning|mersalg", ""},
	{crossSells, "cross_sells", "Cross-sells", "cross sells|korsförsäljning|krydssalg|kryssalg", ""},
	{externalURL, "external_url", "External URL", "product url|externe url|extern url|ekstern url", ""},
	{buttonText, "button_text", "Button text", "knapptext|knappetekst|knaptekst", ""},
	{position, "position", "Position", "menu order|sort order|sortering|sortierung|sorteringsnummer", ""},
	{costOfGoods, "cost_of_goods", "Cost of goods", "cost|cost price|unit cost|purchase price|kostpris|innpris|innkjøpspris|indkøbspris|inköpspris|inpris|einkaufspreis|ek preis|ek|ostohinta", ""},
}

// nameOfLast is what names a product where no other column does: many ERP exports call the name "description".
var nameAtLast = [...]string{"description", "item description", "beskrivelse", "beskrivning", "beschreibung", "text", "tekst", "artikel", "vare"}

// plain is a header as it is compared: small letters and digits, without a unit in brackets, whatever its punctuation.
func plain(header string) string {
	s := norm.NFC.String(header)
	if i := strings.IndexByte(s, '('); i > 0 {
		if j := strings.IndexByte(s[i:], ')'); j > 0 {
			s = s[:i] + s[i+j+1:]
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// meaning is a field that a header may stand for.
type meaning struct {
	field  field
	n      int    // number of an attribute or a download, from 1
	key    string // of a meta column
	rank   int    // 0 is WooCommerce's own header or the field's key; the lower, the better the match
	single bool   // the column holds one name and no list
}

func (m meaning) same(o meaning) bool { return m.field == o.field && m.n == o.n && m.key == o.key }

// dictionary finds the meaning of a header.
type dictionary map[string]meaning

func newDictionary() dictionary {
	d := dictionary{}
	for _, w := range vocabulary {
		d.add(w.woo, meaning{field: w.field})
		d.add(w.key, meaning{field: w.field})
		rank := 1
		for _, list := range []struct {
			words  string
			single bool
		}{{w.other, false}, {w.single, true}} {
			for _, word := range strings.Split(list.words, "|") {
				d.add(word, meaning{field: w.field, rank: rank, single: list.single})
				rank++
			}
		}
	}
	return d
}

// add keeps the first meaning of a word.
func (d dictionary) add(word string, m meaning) {
	word = plain(word)
	if _, known := d[word]; !known && word != "" {
		d[word] = m
	}
}

// find returns what a header stands for; ok is false for one that means nothing to a webshop.
func (d dictionary) find(header string) (m meaning, ok bool) {
	if m, ok := repeated(header); ok {
		return m, true
	}
	m, ok = d[plain(header)]
	if !ok {
		if i := strings.LastIndexAny(header, " _,-"); i > 0 && slices.Contains(units, plain(header[i:])) {
			m, ok = d[plain(header[:i])]
		}
	}
	return m, ok
}

// units may stand behind a header.
var units = []string{"kg", "g", "lbs", "lb", "oz", "m", "cm", "mm", "in", "yd"}
