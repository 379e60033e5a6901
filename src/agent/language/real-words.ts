/** Words that are meant as they stand, however near they come to a word of the vocabulary. */
export const REAL_WORDS: ReadonlySet<string> = new Set(
  `
abode abort abound accelerator adept adopt aggression agitation aground aiding alight alter ambien amply anonymity
applauded applauds apple appraise approximate approximated approximates apter aptly arabia arise aromatic artifice
artifices atmosphere atmospheres attack attainment audit autocratic automate automated automates automating
automation availing aviation axiomatic backhand backhands backwoods badger balding bandying banging banker banking
banned banning banter barge batter battery beads beaks beams beans bearding bears beast beasts beater beets
beginnings bellow belts bending bents beta bettor binding bitter blanched bland bleak bleats bleed blight blighted
blind blinding blinking blobbing blockading blocs bloggers blond blooding blooming blotching blotters blousing
bluffing blunting blurted blurting blush blushing boarder boarders boarding boast boats bolder bonding booth boots
bossy bottle bounce bounding bounty bragging braiding braining braising branching brandied brandies brandish
brandying brats brawling brawn bread breading breeding bricking brightest brightly brighton brilliance brilliantly
brine bringing brings brink briny broil bronzing brooding brooking brows budge bugger burred burring butter butters
cabled cackle calked calking caller calling cankered canter cantered captained captaining captains captives
cartoonist catch caution cautioned cautioning cautions cautious censured chance chapping charge charity check cheeks
cheeps cheerfully cheery chick chile chili chilly chinks chipping chips chose chunky cindered cingular circulate
clam clank clapping claps clarify classics cleanser cleat cleaver clod closer closet clove clover cluck colic
collate college colon colons commander commanders commando commandos commends comments communes compares compassing
compassion composes comprise comprises comprising concert congeal congress consisted consistency consistently
consisting contained contains contract contracts contrary convent cooker cooper cooperate copped copping cornea
corned cornet cornier coroner corp corporal corporals cosmic county covert coves covet cower coyer crack cramping
crane cranky crate cratered craze crease creeping cremate crippling crispest crisply croaking crooking crooning
crowning culled cuttings dabbed dabbing dancer danker daring deadlocking decease deceased deceases decimals decked
decking decree decrees definitive degenerate delicate delivery deplete derail derailed derails detached detain
detained detains dilation dimer discs dissolute divine docked docking dogmatic donation dramatist dramatize draping
drastically drawings drawling dream dreams dreary dregs dressy droop dross duckling duding dully dunce dunked
dunking duping duplicity duress edger electric electron electrons eliciting emerge emotionally emotions enchanted
encore endings enormously entice entranced equality eraser escorting etch evermore evicting exacting exalting
examines excelled excellence excellently excelling excepting excising exclusion excreting excusing executing
exerting exhort exhorting existing exiting expansion expansions expecting expert expiring explained explains
exploiting exploring explosive explosives exposing expulsion expulsions extort extorting extremer extremes extremest
extremity exulting facet facets facts falter famed fanciest farces farther fasten fated fates fating fats fatter
fazed fazes fazing feathers feces feint fester filly finalist finalists finality finnish fireside fitter fixtures
fizzy flame flapped flapping flashy flask flesh flicking flinging flint flippant flipper flirting flitting
fluctuation fluctuations flunky flush followings form formal foster fractures frill frond frost funnest funnies
furriest fussiest fuzziest garb gary gasp generals generator gentile gentler gentry germany glade goading goads
goats goody grace gracing grader grande granny grant grape grate grating grave graving graze grazing greed greek
greet groin groove hallway hamming headier headings headland headlong heady healer healing heaping heater heating
heave heaving heeding hemming herding heroin hinds hindu hippy hither homeward horse housework humping impart
impersonal imploring imposing improvise improvising incense inconsistency india inedible inert inquiring insect
inspiration inspirations instructing instructional instructors instrument instrumented instruments insuring intenser
interact interacted interacting interface interfaced interfaces interfacing interlock interlocked interlocking
interlude interluded interluding interrogate interrogation italia italiano jangle jells jelly jerks jerry jiggle
jungle juts keeling keening korea lager lapel lashing leading leafing leaning leaping lease leasing leotards
levering libel libeling licked likely liken liker limed littler livening loader loose loosing loots loser lost
lovely lover lusting lusts maintainer majesties mali mandating mandolin martin massage mated mating maximize meddle
mediation medication medications meditate meditating merger meted meting midday minoring minuses minuter minutest
missive mistaken monies mooing moore moping motivation motivations mountain mowing muddle mused musing muter mutiny
naked narrative needy newer niger noes noose nooses normality norman nostalgia nude nuder obscurer openings optimism
optimist optimists orchestra orchestras orchestrate orientating originally originate ostentation outdo outwit
overlap overly pacts paddled paddling paint paints palace pants parentage pares paris parity parks parse parses
parson partials participles partly passes pasty patch pats patty paunchier paunchy paying peace peacefully persona
pester photon pierce pierces pinch pints pipeline plaice plane planing plans pleas ploys plying podded podding poppy
pores porter porticoes portrays ports position positively potions potter powerfully praying prays prefect presence
presenting preservation print prints probes processional processionals profession professionally professions
programs protect protract proves pudding punitive puppy purpler quack qualify quicken quilt quirk quirks quitter
radio rally ramble ration react reader readings realty reaming reams reaping reaps rearing rears rebating rebels
rebind rebound receding recite reclining recoiling recorder recordings recouping recurring reddening redder reeds
reefs reeks refereed referred refining reformed reformer reforming refraining regain regaining regaling regarding
register reiteration rejected rejoining relapsing related relating relation relay relayed relaying releasing
relented reliving reloading remaking remind remote renaming rending rends reneging renewing repairing repay repaying
repeal repels repent repented reply reported reporting resent resented reserved reside resorted resorting resound
respiration restraining retail retailing retarding retiring retorted retorting retry returning revealed revels
revenged revere revered reveres reverie reveries revering revolted revolution revolutions rewarding riches roads
rotted rubble rumple russia salutation sample sanctions sanding sangs sauntering saunters sawing sayings scaly
scanties scanting scare scarf scarfing scarring scars scathing scattering scatters scent scents scheduler sciences
scolds scooting scope scorer scorn scram scything searing secondary secretions sediments seductions seeding seeds
seems seething selections sensing separately separator serener serpents sessions sewing shack shackled shackles
shade shades shading shady shaft shafting shaken shakiest shall shame shames shaming shape shapes shaping shark
sharking sharpeners sharpest shattering shatters shaven shaver shearing sheave sheering shifty shire shirk shoes
shone shoos shops shore shores shorter shortness shout shouts shovel shower shrank shriek shrine shrunk shutter
shuttering shutters shying sicker sidewalk sidewalks sidles sight significant silenter silentest silvery simile
simpler simplex simply sing singe sings sires sites situated situation sixes sixpences skill skirt skirting skying
slake slakes slaking slanting slave slaying sleazier sleeking sleep sleeps slewed slick slicker slighter sling
sliver sloped sloshing sluice smack smallest smart smarting smattering smearing smell smoothest smother smothers
snack snake snakes snaking snarling sneak sneaker sneakier sneaking sneering snicker snide snitch snootier snore
snort snorting snorts snots soaking soften something sorts soundest sowed sowing spangles spanking sparking sparkler
sparklers sparring spattering spatters spatting spaying spear spearing speck specked specking speedier speedy
spelling spend spending spends spewed spice spied spill splat splint spook spooking spooks spore sport sporting
sports spotty spraying spreading spreed springer springs spurting sputter sputtering sputters spying squarer
squeaking squire squired stabbing stability stabler stack stacking staffing staggers staining stake stakes staking
stale stalking stall stalling stamping standing staple stapling starching stare staring stark starring stars
starters startles startling starving stations statue statues stave staying steadied steadies steadiest steadily
steak stealing steamier steaming steams steamy steering sterilization sterilize sterling stews stickier stickler
sticky sting stingers stings stink stinting stirring stony store stores stork storm storming stormy stove stowed
straggler stragglers strainer strainers stranded strange strangely strangest strangle strangled strangles strap
strawing straying streaking strength strengths stringier stringy stroller strongest strung stuart stuck stunting
sturdier suave submarine submitted submitting subtler suction suctions sugaring suing summaries summarily summer
summers superb supper surer suspended suspender suspends swarming swathing swatting swaying sweating sweeping
swelling swerving swift swill swine swings swore swung tacking tackling tacks taken taker takers tales tally tamer
tames tanking tanks tapes tasking taxes teaching tease telegraph temperate tenser tenth terse thinks thorough though
thrash threw throb throughput thrown thump tides tidier tiger timber timelier timezone tinder tinker tinnier tinny
tires titter tomes topography torch torching touchier touchings touchy tough tousling trace traces tracing tract
tracts tracy tradition traditions trailed trailing trainer training tramping trampling tranquiler transacted
transaction transactions transfer transfers transformer transited transiting transitional transitive transitives
translator transplanted transport transpose trashy trawler trawling trebling trekking trick tricking trickling
tricks trill triumphing troubling trough truck trucking trucks trunking tubes tumbling tunas tuner tuners turfed
turner twister typographic udder unload unloading untie upgrading upholding uptight varnish vertices vices violent
waken warbling warding wards warier warner waterworks weaker whale whine whiter whore whose windscreen wines wining
wiper wipers wises wives wobblier women wonderfully wooding woods wordings wordy worlds worming worms writer writers
writhe writhes wrote yellowest
`.split(/\s+/),
);
