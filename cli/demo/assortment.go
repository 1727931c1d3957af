package demo

// family is a kind of article of the shop: every brand makes every model of it.
type family struct {
	code     string // part of the SKU
	category string // inventory category
	noun     string
	brands   []string
	models   []string
	low      int // price of the cheapest model, in whole crowns; each further model costs a step more
	step     int
	grams    int
	tags     string
	text     string
	colours  []string // with sizes: the family is sold in variations
	sizes    []string
}

// brandCodes shorten the manufacturers for SKUs.
var brandCodes = map[string]string{
	"Fjellgrov": "FG", "Nordsmed": "NS", "Havrig": "HR", "Tindvær": "TV", "Bålverk": "BV", "Lyngheim": "LH", "Stuehjem": "ST", "Skogsrå": "SR",
}

// assortment is what a Nordic shop for tools, the outdoors and the home sells.
var assortment = []family{
	{code: "SAW", category: "Tools > Hand tools > Saws", noun: "Bow saw", brands: []string{"Nordsmed", "Fjellgrov", "Skogsrå"}, models: []string{"530 mm", "610 mm", "760 mm", "915 mm"}, low: 149, step: 40, grams: 720, tags: "wood, garden",
		text: "Hardened teeth and a frame of oval steel tube. The blade is changed without tools."},
	{code: "HAM", category: "Tools > Hand tools > Hammers", noun: "Claw hammer", brands: []string{"Nordsmed", "Fjellgrov", "Havrig"}, models: []string{"300 g", "450 g", "570 g", "680 g"}, low: 119, step: 35, grams: 900, tags: "wood",
		text: "Forged in one piece, with a handle of ash from the valleys."},
	{code: "SCR", category: "Tools > Hand tools > Screwdrivers", noun: "Screwdriver set", brands: []string{"Nordsmed", "Havrig", "Lyngheim"}, models: []string{"6 pieces", "8 pieces", "12 pieces", "insulated, 7 pieces"}, low: 129, step: 60, grams: 640, tags: "electrician",
		text: "Blades of chrome vanadium with black tips and handles of two components."},
	{code: "DRL", category: "Tools > Power tools > Drills", noun: "Cordless drill", brands: []string{"Nordsmed", "Havrig", "Tindvær"}, models: []string{"12 V", "18 V", "18 V brushless", "18 V with hammer"}, low: 799, step: 400, grams: 1600, tags: "battery, workshop",
		text: "Two gears, 21 torque settings, two batteries and a charger in a case."},
	{code: "SND", category: "Tools > Power tools > Sanders", noun: "Orbital sander", brands: []string{"Nordsmed", "Havrig"}, models: []string{"125 mm", "150 mm", "delta", "with extraction"}, low: 549, step: 180, grams: 1900, tags: "workshop",
		text: "Low vibration, six speeds, fits the usual discs with eight holes."},
	{code: "MEA", category: "Tools > Measuring", noun: "Spirit level", brands: []string{"Nordsmed", "Fjellgrov", "Lyngheim"}, models: []string{"40 cm", "60 cm", "120 cm", "200 cm"}, low: 159, step: 90, grams: 500, tags: "workshop",
		text: "Milled measuring faces, accuracy 0.5 mm a metre, shock-proof end caps."},
	{code: "TNT", category: "Outdoor > Tents", noun: "Tunnel tent", brands: []string{"Tindvær", "Skogsrå", "Fjellgrov"}, models: []string{"for 2", "for 3", "for 4", "for 6"}, low: 2499, step: 1100, grams: 3200, tags: "hiking, family",
		text: "Stands in a storm: outer tent of ripstop nylon, 5,000 mm, poles of 9 mm aluminium. Inner and outer tent are pitched together."},
	{code: "SLP", category: "Outdoor > Sleeping bags", noun: "Sleeping bag", brands: []string{"Tindvær", "Skogsrå"}, models: []string{"summer +8 °C", "three seasons 0 °C", "winter -12 °C", "expedition -25 °C"}, low: 899, step: 800, grams: 1400, tags: "hiking",
		text: "Filled with responsibly sourced down, with a collar and a two-way zip."},
	{code: "BAG", category: "Outdoor > Backpacks", noun: "Backpack", brands: []string{"Tindvær", "Fjellgrov", "Skogsrå"}, models: []string{"22 l", "35 l", "55 l", "75 l"}, low: 699, step: 450, grams: 1100, tags: "hiking, travel",
		text: "Carries its load on the hips. Rain cover in the bottom pocket."},
	{code: "STV", category: "Outdoor > Cooking", noun: "Camping stove", brands: []string{"Bålverk", "Tindvær", "Havrig"}, models: []string{"gas, compact", "gas, remote", "multi-fuel", "spirit burner"}, low: 349, step: 250, grams: 420, tags: "hiking, cooking",
		text: "Boils a litre of water in three and a half minutes, also in wind."},
	{code: "LMP", category: "Outdoor > Lighting", noun: "Head torch", brands: []string{"Havrig", "Tindvær"}, models: []string{"200 lm", "400 lm", "800 lm", "1200 lm"}, low: 199, step: 150, grams: 95, tags: "hiking, winter",
		text: "Charges by USB-C, red light for the tent, IPX7."},
	{code: "AXE", category: "Outdoor > Axes and knives", noun: "Axe", brands: []string{"Nordsmed", "Skogsrå", "Bålverk"}, models: []string{"hatchet 0.6 kg", "forest 0.9 kg", "splitting 1.6 kg", "splitting 2.5 kg"}, low: 399, step: 200, grams: 1200, tags: "wood",
		text: "Hand-forged head, handle of hickory, sheath of leather."},
	{code: "KNF", category: "Outdoor > Axes and knives", noun: "Sheath knife", brands: []string{"Nordsmed", "Skogsrå"}, models: []string{"stainless", "carbon", "carving", "filleting"}, low: 149, step: 120, grams: 180, tags: "hiking, fishing",
		text: "Blade of 3.2 mm with a full tang; the handle is of curly birch."},
	{code: "JKT", category: "Clothing > Jackets", noun: "Shell jacket", brands: []string{"Tindvær", "Skogsrå"}, models: []string{"Storm", "Bris"}, low: 1499, step: 700, grams: 480, tags: "hiking, rain",
		text: "Three layers, taped seams, a hood that follows the head.", colours: []string{"Moss", "Night blue"}, sizes: []string{"S", "M", "L"}},
	{code: "WOL", category: "Clothing > Base layers", noun: "Wool shirt", brands: []string{"Lyngheim", "Tindvær"}, models: []string{"200", "260"}, low: 549, step: 150, grams: 240, tags: "winter, wool",
		text: "Merino wool against the skin, flat seams, warm when wet.", colours: []string{"Grey", "Rust"}, sizes: []string{"S", "M", "L"}},
	{code: "HAT", category: "Clothing > Hats and gloves", noun: "Wool hat", brands: []string{"Lyngheim", "Skogsrå"}, models: []string{"Fjord", "Vidde", "Kyst"}, low: 229, step: 40, grams: 90, tags: "winter, wool",
		text: "Knitted in one piece from Nordic wool."},
	{code: "GLV", category: "Clothing > Hats and gloves", noun: "Work gloves", brands: []string{"Nordsmed", "Havrig"}, models: []string{"size 8", "size 9", "size 10", "size 11"}, low: 89, step: 5, grams: 120, tags: "workshop, garden",
		text: "Goatskin palm, back of cotton, with a reinforced thumb."},
	{code: "SOK", category: "Clothing > Socks", noun: "Hiking socks", brands: []string{"Lyngheim", "Tindvær", "Skogsrå"}, models: []string{"36–39", "40–43", "44–47"}, low: 139, step: 5, grams: 70, tags: "hiking, wool",
		text: "Padded at heel and toe; 70 % merino."},
	{code: "POT", category: "Home > Kitchen", noun: "Cast-iron pot", brands: []string{"Bålverk", "Stuehjem"}, models: []string{"2.5 l", "3.5 l", "5 l", "7 l"}, low: 599, step: 250, grams: 4300, tags: "cooking",
		text: "Enamelled inside, for all hobs and for the oven, with a lid that bastes."},
	{code: "CUT", category: "Home > Kitchen", noun: "Cutting board", brands: []string{"Stuehjem", "Lyngheim", "Skogsrå"}, models: []string{"oak, small", "oak, large", "ash, small", "ash, large"}, low: 179, step: 90, grams: 1300, tags: "cooking, wood",
		text: "End grain, oiled, with a groove for the juice."},
	{code: "BLK", category: "Home > Textiles", noun: "Wool blanket", brands: []string{"Lyngheim", "Stuehjem"}, models: []string{"130 × 180, grey", "130 × 180, ochre", "150 × 210, grey", "150 × 210, blue"}, low: 649, step: 120, grams: 900, tags: "wool, gift",
		text: "Woven of pure new wool with fringes on two sides."},
	{code: "LNT", category: "Home > Candles and lanterns", noun: "Storm lantern", brands: []string{"Stuehjem", "Bålverk"}, models: []string{"20 cm", "28 cm", "36 cm", "wall"}, low: 199, step: 90, grams: 800, tags: "gift, winter",
		text: "Galvanised steel and glass that withstands heat; for candles and oil."},
	{code: "BOX", category: "Home > Storage", noun: "Storage box", brands: []string{"Stuehjem", "Lyngheim", "Havrig"}, models: []string{"12 l", "28 l", "45 l", "70 l"}, low: 99, step: 50, grams: 1500, tags: "",
		text: "Stacks, closes tightly, carries 40 kg."},
	{code: "WAT", category: "Garden > Watering", noun: "Garden hose", brands: []string{"Havrig", "Fjellgrov"}, models: []string{"15 m", "25 m", "50 m", "on a reel, 30 m"}, low: 179, step: 130, grams: 2500, tags: "garden",
		text: "Five layers, does not kink, keeps 30 bar, with couplings."},
	{code: "SPD", category: "Garden > Digging tools", noun: "Spade", brands: []string{"Fjellgrov", "Nordsmed", "Skogsrå"}, models: []string{"pointed", "square", "drainage", "children's"}, low: 199, step: 60, grams: 1900, tags: "garden",
		text: "Boron steel, riveted socket, handle of ash with a D grip."},
	{code: "GRL", category: "Garden > Grills", noun: "Charcoal grill", brands: []string{"Bålverk", "Havrig"}, models: []string{"table 37 cm", "kettle 47 cm", "kettle 57 cm", "smoker"}, low: 499, step: 600, grams: 9000, tags: "garden, cooking",
		text: "Enamelled bowl and lid, stainless grate, a thermometer in the lid."},
	{code: "CHI", category: "Tools > Hand tools > Chisels", noun: "Bevel-edge chisel", brands: []string{"Nordsmed", "Fjellgrov", "Lyngheim"}, models: []string{"6 mm", "12 mm", "20 mm", "32 mm"}, low: 129, step: 25, grams: 210, tags: "wood, workshop",
		text: "Blade of carbon steel, ground and honed, with a handle of beech."},
	{code: "TAP", category: "Tools > Measuring", noun: "Tape measure", brands: []string{"Nordsmed", "Havrig"}, models: []string{"3 m", "5 m", "8 m", "30 m"}, low: 59, step: 50, grams: 320, tags: "workshop",
		text: "Class II, matt tape that reads from both sides."},
	{code: "BOT", category: "Outdoor > Cooking", noun: "Vacuum flask", brands: []string{"Havrig", "Tindvær", "Stuehjem"}, models: []string{"0.5 l", "0.75 l", "1 l", "1.8 l"}, low: 179, step: 60, grams: 520, tags: "hiking, winter",
		text: "Keeps coffee hot for 24 hours and closes with half a turn."},
	{code: "HMK", category: "Outdoor > Tents", noun: "Hammock", brands: []string{"Tindvær", "Skogsrå"}, models: []string{"light", "double", "with insect net", "with tarp"}, low: 349, step: 250, grams: 780, tags: "hiking",
		text: "Carries 200 kg; straps that spare the bark are in the bag."},
	{code: "BRD", category: "Garden > Birds", noun: "Bird feeder", brands: []string{"Stuehjem", "Skogsrå", "Lyngheim"}, models: []string{"hanging", "on a pole", "for the window", "for squirrels too"}, low: 119, step: 70, grams: 850, tags: "garden, gift",
		text: "Larch that greys with the years; easy to clean, with a roof that keeps the seed dry."},
	{code: "PNT", category: "Home > Paint", noun: "Paint brush", brands: []string{"Fjellgrov", "Havrig"}, models: []string{"25 mm", "50 mm", "75 mm", "100 mm"}, low: 39, step: 20, grams: 90, tags: "workshop",
		text: "Bristles that hold a lot and lose none, for water-based and oil paints."},
	{code: "HOD", category: "Clothing > Sweaters", noun: "Fleece hoodie", brands: []string{"Lyngheim", "Tindvær"}, models: []string{"Vidde", "Kyst"}, low: 499, step: 150, grams: 420, tags: "hiking, winter",
		text: "Brushed inside, with a hood, a long zip and pockets that close.", colours: []string{"Moss", "Rust"}, sizes: []string{"S", "M", "L"}},
}
