/** Words that are meant as they stand, however near they come to a word of the vocabulary. */
export const REAL_WORDS: ReadonlySet<string> = new Set(
  `
adopt alter ambien apple approximate arabia arise atmosphere attack audit automated automation aviation banking
banned battery beads beans bears beast belts beta binding blind bloggers blond boats booth boots bread breeding
brighton bringing brings butter calling catch caution chance charge charity check chick child chile chips chose
cingular classics closer college colon commander comments concert congress consistency consistently consisting
contained contains contract contracts contrary cooper corp county crack delivery divine donation dream dreams
electric electron emotions equality examines excellence exclusion existing expansion expert exploring finnish
fixtures flame flesh flush form formal foster frost funky gary generator germany grace grande granny grant grave
greek healing heater heating hindu horse india inspiration instructional instructors instrument instruments
interact interface interfaces italia italiano jerry jungle korea leading lease leasing likely loose lost lovely
lover mali martin massage mating maximize medication medications merger moore motivation mountain naked
narrative newer niger norman openings orchestra originally paint palace pants paris parks partly passes patch
paying peace pierce pipeline plane plans porter ports potter presence presenting print prints profession
programs protect puppy qualify quilt radio rally reader readings realty rebound recorder recordings regarding
register related relating relation relay remind remote reply reporting retail returning revolution roads russia
sample sciences scope secondary seeds seems selections separately sessions shade shades shaft shall shame shape
shapes shark shirt shirts shoes shops shore shorter shower sight significant simply sing sites situated
situation skill slave sleep sleeps slots smallest smart smell snake something sorts spanking spelling spend
spending spice sport sporting sports spreading springer springs stability stack staffing stake standing starring
stars stations staying steering sterling sticky store stores storm stranger strap strength strengths stuart
stuck submitted submitting summaries superb suspended swift taken tales tanks tapes taxes teaching thinks
thorough though thrown tiger timber tires tough trace tract tracy tradition traditions trainer training
transaction transactions transfer transfers translator transport trick tricks truck trucks tubes tuner turner
upgrading violent warner whale whose wines wives woods worlds writer writers wrote
`.split(/\s+/),
);
