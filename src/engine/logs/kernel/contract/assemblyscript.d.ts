// The number types that AssemblyScript has and TypeScript lacks: the files of this folder are compiled by both.
declare type i32 = number;
declare type u32 = number;
declare type usize = number;
