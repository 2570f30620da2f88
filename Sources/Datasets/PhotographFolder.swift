// SPDX-License-Identifier: GPL-3.0-or-later

/// One folder of photographs inside one Qt resource file of GCompris.
package struct PhotographFolder: Sendable {
  /// The resource file, without its `.rcc`, which is also the name of the activity.
  package let activity: String
  /// The folder below the activity's `resource`, empty for that folder itself.
  package let folder: String
  /// The names of the pictures, without their `.webp`.
  package let names: [String]

  package init(activity: String, folder: String, names: [String]) {
    self.activity = activity
    self.folder = folder
    self.names = names
  }

  /// The path of a picture inside the resource file.
  func path(of name: String) -> String {
    let inner = folder.isEmpty ? name : "\(folder)/\(name)"
    return "gcompris/src/activities/\(activity)/resource/\(inner).webp"
  }
}

extension [PhotographFolder] {
  /// The 112 real photographs of GCompris 3.1, chosen by eye from all its pictures: the others are
  /// drawings, icons and sprites.
  package static let gcompris: [PhotographFolder] = [
    PhotographFolder(
      activity: "explore_world_animals", folder: "animals",
      names: [
        "bison", "chameleon", "crocodile", "dragon", "giraffe", "hedgehog", "jaguar", "kangaroo",
        "koala", "lemur", "moose", "narwhal", "panda", "polar_bear", "scarlet_macaw",
      ]),
    PhotographFolder(
      activity: "explore_farm_animals", folder: "animals",
      names: [
        "cat", "chicken", "cow", "dog", "duck", "horse", "owl", "pig", "sheep",
      ]),
    PhotographFolder(
      activity: "explore_monuments", folder: "wonders",
      names: [
        "chichenItza", "christTheRedeemer", "colosseum", "greatWallofChina", "machuPicchu",
        "petra", "tajMahal",
      ]),
    PhotographFolder(
      activity: "explore_monuments", folder: "germany",
      names: [
        "aulaPalatina", "berlinCathedral", "brandenburgGate", "neuschwansteinCastle",
        "schwerinPalace", "trierImperialBaths", "wormsCathedral",
      ]),
    PhotographFolder(
      activity: "explore_monuments", folder: "france",
      names: [
        "arlesAmphitheater", "chateaudeChambord", "chateaudeChenonceau", "citedeCarcassonne",
        "eiffelTower", "montStMichel", "palaisdesPapes", "pontduGard", "reimsCathedral",
        "rocamadour",
      ]),
    PhotographFolder(
      activity: "explore_monuments", folder: "india",
      names: [
        "ajantaCave", "charminar", "gatewayofIndia", "goldenTemple", "greatStupa", "hawaMahal",
        "konarkSunTemple", "mysorePalace", "qutubMinar", "rangGhar", "victoriaMemorial",
      ]),
    PhotographFolder(
      activity: "explore_monuments", folder: "egypt",
      names: [
        "bentPyramid", "greatPyramidOfGiza", "meidumPyramid", "redPyramid",
      ]),
    PhotographFolder(
      activity: "explore_monuments", folder: "usa",
      names: [
        "cabrillo", "canyondeChelly", "castillodeSanMarcos", "castleClinton", "fortSumter",
        "georgeWashingtonBirthplace", "lincolnMemorial", "mountRushmore", "navajo",
        "statueofLiberty",
      ]),
    PhotographFolder(
      activity: "erase", folder: "",
      names: [
        "alpaca", "bee", "butterfly", "calf", "camels", "caterpillar", "chamaeleon", "cheetah",
        "crab", "dolphin", "flying_fox", "gibbon", "giraffe", "goat", "gorilla", "gosling",
        "heron", "horse", "kingfisher", "kitten", "long_nosed_monkey", "macaque", "meerkats",
        "northern_harrier", "nubian_ibex", "penguin", "pika", "red_panda", "rhinoceros",
        "spoonbills", "squirrel", "swans", "toucan",
      ]),
    PhotographFolder(
      activity: "clickgame", folder: "",
      names: [
        "sea1", "sea2", "sea3", "sea4", "sea5", "sea6",
      ]),
  ]
}
