package store

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// gram stands for three characters that follow each other in the name or the SKU of a product, or for the character that begins a
// word of its name. It is a hash of them. Two that are alike bring in products that only seem to match, and those are left out
// when their text is looked at. Stores hold grams, so how they are made never changes.
type gram uint32

func gramOf(a, b, c rune) gram {
	return max(gram((uint64(a)<<42|uint64(b)<<21|uint64(c))*0x9e3779b97f4a7c15>>32), goneGram+1)
}

// goneGram is in the place of a gram for the set of products that are gone from the catalogue: they come after all others, and where
// they are many, the others are found without a look at each of them.
const goneGram gram = 0

// eachGram calls do with each gram of a product, with some more than once. A blank stands before the name.
func eachGram(name, sku string, do func(gram)) {
	for i, text := range [...]string{name, sku} {
		a, b := rune(0), rune(0)
		if i == 0 {
			b = ' '
		}
		for _, c := range text {
			if a != 0 {
				do(gramOf(a, b, c))
			}
			if b == ' ' && c != ' ' && i == 0 {
				do(gramOf(0, b, c))
			}
			a, b = b, c
		}
	}
}

// How many grams narrow a search down: with more of them, looking them up mostly takes longer than looking at the texts.
const someGrams, manyGrams = 8, 64

// gramsOfWords are grams that a product must have to hold all words, most of them at the most. Of a word of three characters and more
// they may be anywhere, a shorter one begins a word of the name.
func gramsOfWords(words []string, most int) (some []gram) {
	words = words[:min(len(words), most)]
	for _, w := range words {
		var all []gram
		switch runes := []rune(w); len(runes) {
		case 1:
			all = append(all, gramOf(0, ' ', runes[0]))
		case 2:
			all = append(all, gramOf(' ', runes[0], runes[1]))
		default:
			for i := range len(runes) - 2 {
				all = append(all, gramOf(runes[i], runes[i+1], runes[i+2]))
			}
		}
		n := min(len(all), most/len(words))
		for i := range n {
			some = append(some, all[i*len(all)/n])
		}
	}
	slices.Sort(some)
	return slices.Compact(some)
}

const (
	chunkBits = 14
	chunkSize = 1 << chunkBits // products of a chunk: of each gram there is one set of them
	wholeSet  = chunkSize / 8  // bytes of a set with a bit for every product of the chunk
)

// gramKey is the key of a gram's set in a chunk: those of a chunk lie side by side, so a catalogue is indexed from its first product to
// its last without a row in between.
func gramKey(chunk int64, g gram) int64 { return chunk<<32 | int64(g) }

// idSet is a set of products of one chunk, by their place in it.
type idSet [chunkSize / 64]uint64

func (s *idSet) add(place uint16) { s[place>>6] |= 1 << (place & 63) }

func (s *idSet) remove(places []uint16) {
	for _, place := range places {
		s[place>>6] &^= 1 << (place & 63)
	}
}

func (s *idSet) has(place uint16) bool { return s[place>>6]&(1<<(place&63)) != 0 }

func (s *idSet) count() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls do with each place, in order.
func (s *idSet) each(do func(place uint16)) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			do(uint16(i<<6 | bits.TrailingZeros64(w)))
		}
	}
}

// merge adds the places of a set as the store has it: a list of them, two bytes each, or a bit for each.
func (s *idSet) merge(stored []byte) {
	if len(stored) == wholeSet {
		for i := range s {
			s[i] |= binary.LittleEndian.Uint64(stored[8*i:])
		}
		return
	}
	for ; len(stored) >= 2; stored = stored[2:] {
		s.add(binary.LittleEndian.Uint16(stored) % chunkSize)
	}
}

// intersect keeps the places that a set as the store has it has too.
func (s *idSet) intersect(stored []byte) {
	var other idSet
	other.merge(stored)
	for i := range s {
		s[i] &= other[i]
	}
}

// stored is the set as the store has it.
func (s *idSet) stored() []byte {
	n := s.count()
	if 2*n >= wholeSet {
		b := make([]byte, 0, wholeSet)
		for _, w := range s {
			b = binary.LittleEndian.AppendUint64(b, w)
		}
		return b
	}
	b := make([]byte, 0, 2*n)
	s.each(func(place uint16) { b = binary.LittleEndian.AppendUint16(b, place) })
	return b
}

// keyboard writes quotation marks and dashes as a keyboard has them.
var keyboard = strings.NewReplacer("‘", "'", "’", "'", "‛", "'", "´", "'", "`", "'", "ʼ", "'", "′", "'", "“", `"`, "”", `"`, "„", `"`, "″", `"`,
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-")

// foldText makes names and what is looked for in them comparable: as Fold does, and "L’Oréal – new" as "l'oreal - new".
func foldText(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '`' {
			return Fold(keyboard.Replace(s))
		}
	}
	return Fold(s)
}
